import { Failure } from '@rollcall/failures';
import { z } from 'zod';
import { callGateway } from '../documents/call-gateway.ts';
import { exitStatus } from '../exit-status.ts';
import { sufficiencyWords } from '../report/policy-words.ts';
import { findGateway, type Gateway } from '../session.ts';
import { widthOf } from '../terminal/style.ts';
import { renderTable } from '../terminal/table.ts';
import type { CommandContext } from './context.ts';

/** What a retriever says of a collection; a newer one may say more. */
const collection = z.looseObject({
  name: z.string(),
  documents: z.number(),
  passages: z.number(),
  language: z.string(),
  redaction: z.string(),
  abstain: z.boolean(),
  /** An older retriever does neither. */
  drop: z.boolean().optional(),
  grounding: z.string().nullish(),
});

type Collection = z.infer<typeof collection>;

const listed = z.object({ collections: z.array(collection) });
const deleted = z.object({ collections: z.number(), documents: z.number(), passages: z.number() });

const list = async (gateway: Gateway): Promise<Collection[]> =>
  (await callGateway(gateway, { method: 'GET', path: '/v1/collections', answer: listed })).collections;

/** `rollcall collections`: the key's own, with their sizes and policies. */
export const collectionsList = async (
  { config, print }: CommandContext,
  options: { json?: boolean },
): Promise<number> => {
  const collections = await list(await findGateway(config));
  if (options.json) print(JSON.stringify({ collections }));
  else if (collections.length === 0)
    print('No collection yet: `rollcall ingest <path> --collection <name>`.');
  else print(renderCollections(collections));
  return exitStatus.complete;
};

const renderCollections = (collections: Collection[]): string =>
  renderTable(
    [
      { title: 'collection', flexible: true },
      { title: 'documents', align: 'right' },
      { title: 'passages', align: 'right' },
      { title: 'language' },
      { title: 'redaction' },
      { title: 'sufficiency' },
      { title: 'grounding' },
    ],
    collections.map((each) => [
      each.name,
      each.documents.toLocaleString('en'),
      each.passages.toLocaleString('en'),
      each.language,
      each.redaction,
      sufficiencyWords(each),
      each.grounding ?? 'as asked',
    ]),
    widthOf(),
  );

/** `rollcall collections delete <name> --yes`. Without `--yes` it says what would go, and deletes nothing (exit 2). */
export const collectionsDelete = async (
  { config, print, note }: CommandContext,
  name: string,
  options: { yes?: boolean; json?: boolean },
): Promise<number> => {
  const gateway = await findGateway(config);
  if (!options.yes) {
    const found = (await list(gateway)).find((each) => each.name === name);
    if (found === undefined) throw new Failure('collection.not_found');
    note(`${found.documents} documents (${found.passages} passages) would be deleted; --yes deletes them.`);
    return exitStatus.usage;
  }
  const path = `/v1/collections/${encodeURIComponent(name)}`;
  const gone = await callGateway(gateway, { method: 'DELETE', path, answer: deleted });
  print(
    options.json ? JSON.stringify(gone) : `Deleted: ${gone.documents} documents (${gone.passages} passages).`,
  );
  return exitStatus.complete;
};
