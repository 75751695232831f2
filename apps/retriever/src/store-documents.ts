import { Failure } from '@rollcall/failures';
import type { Database, Queryable } from '@rollcall/postgres';
import { type CollectionName, countChange, lockCollection, lockOrCreate } from './collections.ts';
import { cutPassagesInTurns } from './cut-passages.ts';
import type { IngestDocument } from './document.ts';
import { tieOf } from './index/tie.ts';
import { dropPassages, type NewPassage, writePassages } from './write-passages.ts';

/** What storing some documents did: written anew or again, passages written, and left as they were. */
export type Stored = { documents: number; passages: number; unchanged: number };

/**
 * Writes documents in one transaction: all of them or none. A document whose content has not changed is
 * counted and left alone; of a changed one all passages and postings are replaced at once, so that no
 * reader sees half of it. Creates the collection where it is missing. No id may occur twice.
 */
export const storeDocuments = (
  db: Database,
  name: CollectionName,
  documents: IngestDocument[],
): Promise<Stored> =>
  db.transaction(async (tx) => {
    const collection = await lockOrCreate(tx, name);
    const known = await findKnown(tx, collection.id, documents);
    const changed = documents.filter((document) => !known.get(document.id)?.sha256.equals(document.sha256));
    const unchanged = documents.length - changed.length;
    if (changed.length === 0) return { documents: 0, passages: 0, unchanged };

    const old = changed.map((document) => known.get(document.id)?.id).filter((id) => id !== undefined);
    const gone = old.length === 0 ? nothing : await dropPassages(tx, collection, old);
    const ids = await upsert(tx, collection.id, changed);
    const passages: NewPassage[] = [];
    for (const document of changed) {
      for (const passage of await passagesOf(document, ids.get(document.id) as string))
        passages.push(passage);
    }
    const added = await writePassages(tx, collection, passages);
    await countChange(tx, collection.id, {
      documents: changed.length - old.length,
      passages: added.passages - gone.passages,
      titleLexemes: added.titleLexemes - gone.titleLexemes,
      bodyLexemes: added.bodyLexemes - gone.bodyLexemes,
      numbers: added.numbers,
      forms: added.forms,
    });
    return { documents: changed.length, passages: added.passages, unchanged };
  });

const passagesOf = async ({ id, title, text }: IngestDocument, documentId: string): Promise<NewPassage[]> =>
  (await cutPassagesInTurns(text)).map(({ start, end }, ordinal) => ({
    documentId,
    ordinal,
    start,
    end,
    title,
    tie: tieOf(id),
    text: text.slice(start, end),
  }));

/**
 * Removes a document with its passages; returns how many passages went. Throws `collection.not_found`
 * and `document.not_found`.
 */
export const deleteDocument = (db: Database, name: CollectionName, externalId: string): Promise<number> =>
  db.transaction(async (tx) => {
    const collection = await lockCollection(tx, name);
    const { rows } = await tx.query<{ id: string }>({
      name: 'documents.find',
      text: 'SELECT id FROM rollcall.documents WHERE collection_id = $1 AND external_id = $2',
      values: [collection.id, externalId],
    });
    const found = rows[0];
    if (!found) throw new Failure('document.not_found');
    const gone = await dropPassages(tx, collection, [found.id]);
    await tx.query({
      name: 'documents.delete',
      text: 'DELETE FROM rollcall.documents WHERE id = $1',
      values: [found.id],
    });
    await countChange(tx, collection.id, {
      documents: -1,
      passages: -gone.passages,
      titleLexemes: -gone.titleLexemes,
      bodyLexemes: -gone.bodyLexemes,
    });
    return gone.passages;
  });

const nothing = { passages: 0, titleLexemes: 0, bodyLexemes: 0 };

type Known = { id: string; external_id: string; sha256: Buffer };

const findKnown = async (
  tx: Queryable,
  collectionId: string,
  documents: IngestDocument[],
): Promise<Map<string, Known>> => {
  const { rows } = await tx.query<Known>({
    name: 'documents.find_known',
    text: `SELECT id, external_id, sha256 FROM rollcall.documents
           WHERE collection_id = $1 AND external_id = ANY($2)`,
    values: [collectionId, documents.map((document) => document.id)],
  });
  return new Map(rows.map((row) => [row.external_id, row]));
};

/** Writes the documents themselves; returns external id -> surrogate id. */
const upsert = async (
  tx: Queryable,
  collectionId: string,
  documents: IngestDocument[],
): Promise<Map<string, string>> => {
  const { rows } = await tx.query<{ id: string; external_id: string }>({
    name: 'documents.upsert',
    text: `INSERT INTO rollcall.documents (collection_id, external_id, title, metadata, sha256)
           SELECT $1, g.* FROM unnest($2::text[], $3::text[], $4::jsonb[], $5::bytea[]) AS g
           ON CONFLICT (collection_id, external_id) DO UPDATE SET
             title = excluded.title, metadata = excluded.metadata, sha256 = excluded.sha256, updated_at = now()
           RETURNING id, external_id`,
    values: [
      collectionId,
      documents.map((document) => document.id),
      documents.map((document) => document.title),
      documents.map((document) => JSON.stringify(document.metadata)),
      documents.map((document) => document.sha256),
    ],
  });
  return new Map(rows.map((row) => [row.external_id, row.id]));
};
