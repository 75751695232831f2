import { Failure } from '@rollcall/failures';
import { isUuid } from '@rollcall/postgres';
import { countByKey, type Forgotten, forget } from '@rollcall/vault';
import { exitStatus } from '../exit-status.ts';
import { findTarget, withSession } from '../session.ts';
import { findStoredDocument, findTenant } from '../stored-names.ts';
import type { CommandContext } from './context.ts';

export type VaultDeleteOptions = {
  tenant: string;
  row?: string;
  document?: string;
  collection?: string;
  all?: boolean;
  json?: boolean;
};

/**
 * `rollcall vault delete`: forgets masked values of one row, of every row that a stored document was masked for,
 * of a collection, or of the whole tenant. Nothing is opened: the command's role cannot read the ciphertext.
 * Throws `tenant.not_found`, `collection.not_found`, `document.not_found`, `request.invalid` where the options
 * name nothing or two things, and `postgres.*`.
 */
export const vaultDelete = async (
  { config, print }: CommandContext,
  options: VaultDeleteOptions,
): Promise<number> =>
  withSession(config, await findTarget(config), async ({ db }) => {
    const { row, document, collection, all } = options;
    demandOne(options);
    const tenantId = await findTenant(db, options.tenant);
    const what = async (): Promise<Forgotten> => {
      if (row !== undefined) return { tenantId, rowId: row };
      if (document !== undefined && collection !== undefined) {
        return { tenantId, documentId: await findStoredDocument(db, { tenantId, collection, document }) };
      }
      if (collection !== undefined) return { tenantId, collection };
      if (all) return { tenantId };
      throw new Failure('request.invalid', { details: { fields: ['row', 'document', 'collection', 'all'] } });
    };
    const entries = await forget(db, await what());
    print(options.json ? JSON.stringify({ entries }) : `Deleted the masked values of ${entries} rows.`);
    return exitStatus.complete;
  });

/** `rollcall vault keys`: how many entries each key has sealed, so that one sees when a key may leave the ring. */
export const vaultKeys = async (
  { config, print }: CommandContext,
  options: { json?: boolean },
): Promise<number> =>
  withSession(config, await findTarget(config), async ({ db }) => {
    const keys = await countByKey(db);
    if (options.json) print(JSON.stringify(keys));
    else if (keys.length === 0) print('The vault is empty.');
    else for (const { keyId, entries } of keys) print(`${keyId}  ${entries}`);
    return exitStatus.complete;
  });

/** A row, a collection with or without a document, or everything; not two of them, lest one be overlooked. */
const demandOne = ({ row, document, collection, all }: VaultDeleteOptions): void => {
  const named = [row, collection, all || undefined].filter((each) => each !== undefined).length;
  const fields = [
    ...(named > 1 ? ['row', 'collection', 'all'] : []),
    ...(document !== undefined && collection === undefined ? ['collection'] : []),
    ...(row !== undefined && !isUuid(row) ? ['row'] : []),
  ];
  if (fields.length > 0) throw new Failure('request.invalid', { details: { fields } });
};
