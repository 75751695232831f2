import { Failure } from '@rollcall/failures';
import type { GroundingPolicy, RedactionPolicy } from '@rollcall/pipeline';
import type { Queryable, TenantQueryable, Tenants } from '@rollcall/postgres';
import { noteEmbeddings } from './vectors/note-embeddings.ts';

/** The collection that is meant where a call names none. */
export const defaultCollection = 'default';

/** A collection by the names that callers use. Every statement is bound to the tenant. */
export type CollectionName = { tenantId: string; collection: string };

/**
 * A collection's size and the operator's policy for it. `version` is raised by every change of its documents.
 */
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
  /** Passages that bring nothing to a question leave the prompt. */
  drop: boolean;
  /** The least that becomes of an answer that is not borne out; null where requests decide. */
  grounding: GroundingPolicy | null;
  /** What the embedding endpoint may see of its texts; see docs/hybrid-search.md. */
  embeddings: EmbeddingPolicy;
  /** Passages that have vectors, by the model that is used now; null where nothing was embedded. */
  vectors: VectorProgress | null;
};

export type EmbeddingPolicy = 'off' | 'masked' | 'trusted';

/** `rejected`: passages whose text the endpoint did not take; they are found by BM25 alone. */
export type VectorProgress = {
  model: string;
  dimensions: number | null;
  masked: boolean;
  done: number;
  rejected: number;
  passages: number;
};

/** What an operator may set; what is left out stays as it is. */
export type CollectionPolicy = {
  redaction?: 'mask' | 'off' | undefined;
  /** Takes the place of the whole policy. */
  policy?: RedactionPolicy | undefined;
  abstain?: boolean | undefined;
  drop?: boolean | undefined;
  /** `null` leaves it to the requests again. */
  grounding?: GroundingPolicy | null | undefined;
  embeddings?: EmbeddingPolicy | undefined;
  /** A text search configuration of Postgres, such as `english`, `german` or `simple`. */
  language?: string | undefined;
};

const columns = `name, documents::float8 AS documents, passages::float8 AS passages,
  version::float8 AS version, language::text AS language, redaction,
  redaction_policy AS policy, redaction_version AS "policyVersion", abstain, drop_unhelpful AS drop,
  grounding, embeddings, (
    SELECT jsonb_build_object('model', s.model, 'dimensions', s.dimensions, 'masked', s.masked,
      'done', counted.done, 'rejected', counted.rejected, 'passages', passages)
    FROM rollcall.vector_sets s, LATERAL (
      SELECT count(v.vector) AS done, count(*) - count(v.vector) AS rejected
      FROM rollcall.vectors v WHERE v.set_id = s.id
    ) AS counted
    WHERE s.collection_id = collections.id ORDER BY s.declared_at DESC LIMIT 1
  ) AS vectors`;

/** All collections of a tenant, by name. */
export const listCollections = async (db: Tenants, tenantId: string): Promise<CollectionView[]> => {
  const { rows } = await db.as(tenantId).query<CollectionView>({
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
  db: Tenants,
  name: CollectionName,
  policy: CollectionPolicy,
): Promise<CollectionView> =>
  db.as(name.tenantId).transaction(async (tx) => {
    if (policy.language !== undefined) await demandLanguage(tx, policy.language);
    const { id, language, passages } = await lockOrCreate(tx, name);
    if (policy.language !== undefined && policy.language !== language && passages > 0) {
      throw new Failure('collection.language_fixed', { details: { language } });
    }
    if (policy.embeddings !== undefined) await noteEmbeddings(tx, id, policy.embeddings);
    const { rows } = await tx.query<CollectionView>({
      name: 'collections.set_policy',
      text: `UPDATE rollcall.collections SET redaction = coalesce($2, redaction),
               abstain = coalesce($3, abstain), language = coalesce($4::regconfig, language),
               embeddings = coalesce($5, embeddings),
               redaction_policy = coalesce($6::jsonb, redaction_policy),
               redaction_version = redaction_version + (redaction <> coalesce($2, redaction)
                 OR redaction_policy <> coalesce($6::jsonb, redaction_policy))::int,
               drop_unhelpful = coalesce($7, drop_unhelpful),
               grounding = CASE WHEN $8 THEN $9 ELSE grounding END
             WHERE id = $1 RETURNING ${columns}`,
      values: [
        id,
        policy.redaction ?? null,
        policy.abstain ?? null,
        policy.language ?? null,
        policy.embeddings ?? null,
        policy.policy === undefined ? null : JSON.stringify(policy.policy),
        policy.drop ?? null,
        policy.grounding !== undefined,
        policy.grounding ?? null,
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
export type LockedCollection = {
  id: string;
  language: string;
  passages: number;
  /** Raised by every change of its documents. */
  version: number;
  /** The last number that a passage was given, and the last id of a form. */
  numbers: number;
  forms: number;
};

/**
 * Locks a collection. All writers of a collection take this lock first, so that its counts are exact and
 * two requests that write the same documents wait for each other instead of ending in a deadlock.
 * Throws `collection.not_found`.
 */
export const lockCollection = async (
  tx: TenantQueryable,
  name: CollectionName,
): Promise<LockedCollection> => {
  const found = await tryLock(tx, name);
  if (!found) throw new Failure('collection.not_found');
  return found;
};

/** As `lockCollection`, but creates the collection where it is missing. */
export const lockOrCreate = async (tx: TenantQueryable, name: CollectionName): Promise<LockedCollection> => {
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

const tryLock = async (tx: TenantQueryable, name: CollectionName): Promise<LockedCollection | undefined> => {
  const { rows } = await tx.query<LockedCollection>({
    name: 'collections.lock',
    text: `SELECT id, language::text AS language, passages::float8 AS passages, version::float8 AS version,
             numbers::float8 AS numbers, forms
           FROM rollcall.collections WHERE tenant_id = $1 AND name = $2 FOR NO KEY UPDATE`,
    values: [name.tenantId, name.collection],
  });
  return rows[0];
};

/** How many documents, passages and lexemes a change adds; negative where it takes away. */
export type CollectionChange = {
  documents: number;
  passages: number;
  titleLexemes: number;
  bodyLexemes: number;
  /** The last ids that it has given, where it has given any. */
  numbers?: number;
  forms?: number;
};

/** Writes a change into the collection's counts, which BM25F relies on, and raises its version. */
export const countChange = async (
  tx: TenantQueryable,
  id: string,
  change: CollectionChange,
): Promise<void> => {
  await tx.query({
    name: 'collections.count_change',
    text: `UPDATE rollcall.collections SET version = version + 1, documents = documents + $2,
             passages = passages + $3, title_lexemes = title_lexemes + $4, body_lexemes = body_lexemes + $5,
             numbers = coalesce($6, numbers), forms = coalesce($7, forms)
           WHERE id = $1`,
    values: [
      id,
      change.documents,
      change.passages,
      change.titleLexemes,
      change.bodyLexemes,
      change.numbers ?? null,
      change.forms ?? null,
    ],
  });
};
