import { Failure } from '@rollcall/failures';
import type { RedactionPolicy } from '@rollcall/pipeline';
import type { Database, Queryable } from '@rollcall/postgres';

/** The collection that is meant where a call names none. */
export const defaultCollection = 'default';

/** A collection by the names that callers use. Every statement is bound to the tenant. */
export type CollectionName = { tenantId: string; collection: string };

/** A collection's size and the operator's policy for it. `version` is raised by every change of its documents. */
export type CollectionView = {
  name: string;
  documents: number;
  passages: number;
  version: number;
  language: string;
  redaction: 'mask' | 'off';
  /** How it is masked, and which version of `redaction` and `policy` this is. */
  policy: RedactionPolicy;
  policyVersion: number;
  abstain: boolean;
};

/** What an operator may set; what is left out stays as it is. */
export type CollectionPolicy = {
  redaction?: 'mask' | 'off' | undefined;
  /** Takes the place of the whole policy. */
  policy?: RedactionPolicy | undefined;
  abstain?: boolean | undefined;
  /** A text search configuration of Postgres, such as `english`, `german` or `simple`. */
  language?: string | undefined;
};

const columns = `name, documents::float8 AS documents, passages::float8 AS passages,
  version::float8 AS version, language::text AS language, redaction,
  redaction_policy AS policy, redaction_version AS "policyVersion", abstain`;

/** All collections of a tenant, by name. */
export const listCollections = async (db: Queryable, tenantId: string): Promise<CollectionView[]> => {
  const { rows } = await db.query<CollectionView>({
    name: 'collections.list',
    text: `SELECT ${columns} FROM rollcall.collections WHERE tenant_id = $1 ORDER BY name`,
    values: [tenantId],
  });
  return rows;
};

/**
 * Sets a collection's policy and creates it if it is missing. Throws `request.invalid` for a language that
 * Postgres does not have, and `collection.language_fixed` where another language is asked for once the
 * collection has documents: their lexemes were made in the old one.
 */
export const setPolicy = (
  db: Database,
  name: CollectionName,
  policy: CollectionPolicy,
): Promise<CollectionView> =>
  db.transaction(async (tx) => {
    if (policy.language !== undefined) await demandLanguage(tx, policy.language);
    const { id, language, passages } = await lockOrCreate(tx, name);
    if (policy.language !== undefined && policy.language !== language && passages > 0) {
      throw new Failure('collection.language_fixed', { details: { language } });
    }
    const { rows } = await tx.query<CollectionView>({
      name: 'collections.set_policy',
      text: `UPDATE rollcall.collections SET redaction = coalesce($2, redaction),
               abstain = coalesce($3, abstain), language = coalesce($4::regconfig, language),
               redaction_policy = coalesce($5::jsonb, redaction_policy),
               redaction_version = redaction_version + (redaction <> coalesce($2, redaction)
                 OR redaction_policy <> coalesce($5::jsonb, redaction_policy))::int
             WHERE id = $1 RETURNING ${columns}`,
      values: [
        id,
        policy.redaction ?? null,
        policy.abstain ?? null,
        policy.language ?? null,
        policy.policy === undefined ? null : JSON.stringify(policy.policy),
      ],
    });
    return rows[0] as CollectionView;
  });

const demandLanguage = async (db: Queryable, language: string): Promise<void> => {
  const { count } = await db.query({
    name: 'collections.find_language',
    text: 'SELECT FROM pg_ts_config WHERE cfgname = $1 AND pg_ts_config_is_visible(oid)',
    values: [language],
  });
  if (count === 0) throw new Failure('request.invalid', { details: { fields: ['language'] } });
};

/** A collection that is locked against other writers until the transaction ends. */
export type LockedCollection = { id: string; language: string; passages: number };

/**
 * Locks a collection. All writers of a collection take this lock first, so that its counts are exact and
 * two requests that write the same documents wait for each other instead of ending in a deadlock.
 * Throws `collection.not_found`.
 */
export const lockCollection = async (tx: Queryable, name: CollectionName): Promise<LockedCollection> => {
  const found = await tryLock(tx, name);
  if (!found) throw new Failure('collection.not_found');
  return found;
};

/** As `lockCollection`, but creates the collection where it is missing. */
export const lockOrCreate = async (tx: Queryable, name: CollectionName): Promise<LockedCollection> => {
  const found = await tryLock(tx, name);
  if (found) return found;
  await tx.query({
    name: 'collections.create',
    text: `INSERT INTO rollcall.collections (tenant_id, name) VALUES ($1, $2)
           ON CONFLICT (tenant_id, name) DO NOTHING`,
    values: [name.tenantId, name.collection],
  });
  return lockCollection(tx, name);
};

const tryLock = async (tx: Queryable, name: CollectionName): Promise<LockedCollection | undefined> => {
  const { rows } = await tx.query<LockedCollection>({
    name: 'collections.lock',
    text: `SELECT id, language::text AS language, passages::float8 AS passages FROM rollcall.collections
           WHERE tenant_id = $1 AND name = $2 FOR NO KEY UPDATE`,
    values: [name.tenantId, name.collection],
  });
  return rows[0];
};

/** How many documents, passages and lexemes a change adds; negative where it takes away. */
export type CollectionChange = { documents: number; passages: number; lexemes: number };

/** Writes a change into the collection's counts, which BM25 relies on, and raises its version. */
export const countChange = async (tx: Queryable, id: string, change: CollectionChange): Promise<void> => {
  await tx.query({
    name: 'collections.count_change',
    text: `UPDATE rollcall.collections SET version = version + 1, documents = documents + $2,
             passages = passages + $3, lexemes = lexemes + $4
           WHERE id = $1`,
    values: [id, change.documents, change.passages, change.lexemes],
  });
};
