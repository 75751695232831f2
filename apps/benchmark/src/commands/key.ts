import { Failure } from '@rollcall/failures';
import { createKey, type KeyScope, listKeys, revokeKey } from '@rollcall/service';
import { exitStatus } from '../exit-status.ts';
import { findTarget, withSession } from '../session.ts';
import { widthOf } from '../terminal/style.ts';
import { renderTable } from '../terminal/table.ts';
import type { CommandContext } from './context.ts';

const day = 24 * 3600 * 1000;

/** `rollcall key create`: prints the key, once. */
export const keyCreate = async (
  { config, print, note }: CommandContext,
  options: { tenant: string; name: string; scopes: KeyScope[]; days?: number; json?: boolean },
): Promise<number> =>
  withSession(config, await findTarget(config), async ({ db }) => {
    const made = await createKey(db, {
      tenant: options.tenant,
      name: options.name,
      scopes: options.scopes,
      expiresAt: options.days === undefined ? undefined : new Date(Date.now() + options.days * day),
    });
    if (options.json) print(JSON.stringify(made));
    else {
      note('This key is shown once; only its hash is kept.');
      print(made.key);
    }
    return exitStatus.complete;
  });

/** `rollcall key list`. */
export const keyList = async (
  { config, print }: CommandContext,
  options: { json?: boolean },
): Promise<number> =>
  withSession(config, await findTarget(config), async ({ db }) => {
    const keys = await listKeys(db);
    const state = (key: (typeof keys)[number]): string => {
      if (key.revokedAt) return 'revoked';
      return key.expiresAt && key.expiresAt < new Date() ? 'expired' : 'valid';
    };
    const rows = keys.map((key) => [
      key.prefix,
      key.tenant,
      key.name,
      key.scopes.join(','),
      state(key),
      key.createdAt.toISOString().slice(0, 16),
      key.expiresAt?.toISOString().slice(0, 10) ?? 'never',
    ]);
    const columns = ['key', 'tenant', 'name', 'scopes', 'state', 'created', 'expires'];
    print(
      options.json
        ? JSON.stringify(keys)
        : renderTable(
            columns.map((title) => ({ title, flexible: title === 'name' || title === 'tenant' })),
            rows,
            widthOf(),
          ),
    );
    return exitStatus.complete;
  });

/** `rollcall key revoke <key>`: by the id or the prefix of the listing. */
export const keyRevoke = async ({ config, print }: CommandContext, key: string): Promise<number> =>
  withSession(config, await findTarget(config), async ({ db }) => {
    if (!(await revokeKey(db, key))) throw new Failure('key.not_found');
    print('Revoked. Gateways believe a key for five seconds at the most.');
    return exitStatus.complete;
  });
