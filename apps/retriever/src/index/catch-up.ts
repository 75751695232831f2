import { setTimeout } from 'node:timers/promises';
import { asFailure, Failure } from '@rollcall/failures';
import type { TenantQueryable, Tenants } from '@rollcall/postgres';
import { failureFields, type Log } from '@rollcall/telemetry';
import { type CollectionName, countChange, type LockedCollection, lockCollection } from '../collections.ts';
import { indexPassages } from './index-passages.ts';
import { tieOf } from './tie.ts';

const SECOND = 1000;

/** Passages of one transaction. */
const batchSize = 1000;

/** A question waits so long for its collection; the indexing goes on without it. */
const patienceMs = 20 * SECOND;

/**
 * Indexes the passages that an older build stored, before anything is answered from their collection: a
 * collection that was there before migration 0006, or that a replica of the version before still writes to.
 * Batch after batch, so that it goes on where it was interrupted. Questions of a collection share it. Throws
 * `collection.indexing` where it takes longer than a question waits, and `collection.not_found`.
 */
export const createCatchUp = ({ db, log }: { db: Tenants; log: Log }) => {
  const running = new Map<string, Promise<void>>();
  return async (name: CollectionName): Promise<void> => {
    const key = JSON.stringify([name.tenantId, name.collection]);
    const work = running.get(key) ?? catchUp(db, name).finally(() => running.delete(key));
    running.set(key, work);
    work.catch((thrown) => log.warn('collection not indexed', failureFields(asFailure(thrown))));
    const late = new AbortController();
    const isDone = await Promise.race([
      work.then(() => true),
      setTimeout(patienceMs, false, { signal: late.signal, ref: false }),
    ]).finally(() => late.abort());
    if (!isDone) throw new Failure('collection.indexing');
  };
};

/** Indexes all that a collection has of unnumbered passages. */
export const catchUp = async (db: Tenants, name: CollectionName): Promise<void> => {
  while ((await db.as(name.tenantId).transaction((tx) => indexSome(tx, name))) === batchSize);
};

type Unnumbered = { id: string; externalId: string; title: string; text: string };

/** Indexes a batch; returns how many passages it had. */
const indexSome = async (tx: TenantQueryable, name: CollectionName): Promise<number> => {
  const collection = await lockCollection(tx, name);
  const { rows } = await tx.query<Unnumbered>({
    name: 'passages.unnumbered',
    text: `SELECT p.id, d.external_id AS "externalId", coalesce(d.title, '') AS title, p.text
           FROM rollcall.passages p JOIN rollcall.documents d ON d.id = p.document_id
           WHERE p.collection_id = $1 AND p.number IS NULL ORDER BY p.document_id, p.ordinal LIMIT ${batchSize}`,
    values: [collection.id],
  });
  if (rows.length > 0) await number(tx, collection, rows);
  return rows.length;
};

const number = async (
  tx: TenantQueryable,
  collection: LockedCollection,
  passages: Unnumbered[],
): Promise<void> => {
  const { entries, numbers, forms } = await indexPassages(
    tx,
    collection,
    passages.map(({ title, text, externalId }) => ({ title, text, tie: tieOf(externalId) })),
  );
  await tx.query({
    name: 'passages.number',
    text: `UPDATE rollcall.passages p SET number = g.number, title_lexemes = g.title, body_lexemes = g.body,
             tokens = g.tokens
           FROM unnest($1::uuid[], $2::bigint[], $3::int[], $4::int[], $5::bytea[]) AS g (id, number, title, body, tokens)
           WHERE p.id = g.id`,
    values: [
      passages.map(({ id }) => id),
      entries.map((entry) => entry.number),
      entries.map((entry) => entry.titleLexemes),
      entries.map((entry) => entry.bodyLexemes),
      entries.map((entry) => Buffer.from(entry.tokens)),
    ],
  });
  await countChange(tx, collection.id, {
    documents: 0,
    passages: 0,
    titleLexemes: entries.reduce((sum, entry) => sum + entry.titleLexemes, 0),
    bodyLexemes: entries.reduce((sum, entry) => sum + entry.bodyLexemes, 0),
    numbers,
    forms,
  });
};
