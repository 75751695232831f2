import type { TenantQueryable } from '@rollcall/postgres';
import type { CollectionName } from '../collections.ts';

/** How this retriever embeds, from its settings. Vectors that were made in another way are not compared with its own. */
export type Recipe = {
  model: string;
  /** Asked for by name; the model's own where undefined. */
  dimensions?: number | undefined;
  /** Put before each passage, as some models want it. */
  passagePrefix: string;
  /** Put before each question. */
  questionPrefix: string;
  /** The settings' word that the endpoint may see unmasked text of collections whose policy trusts it. */
  isTrusted: boolean;
};

/** The vectors of a collection that were made by one recipe. */
export type VectorSet = {
  id: number;
  collectionId: string;
  /** Whether texts are masked before they are sent. */
  isMasked: boolean;
  /** Null until the endpoint has answered for the first time. */
  dimensions: number | null;
  version: number;
  /** True where pgvector has all of its vectors, too. */
  isIndexed: boolean;
};

const columns = `s.id, s.collection_id AS "collectionId", s.masked AS "isMasked", s.dimensions,
  s.version::float8 AS version, (s.indexed_version IS NOT DISTINCT FROM s.version) AS "isIndexed"`;

/** A collection as a question finds it. */
export type SearchedCollection = {
  collectionId: string;
  embeddings: 'off' | 'masked' | 'trusted';
  /** Raised by every change of its documents. */
  version: number;
  /** Undefined where nothing was embedded by this recipe. */
  set: VectorSet | undefined;
};

/** Whether the texts of a collection are masked under a policy. */
export const isMaskedBy = (policy: 'masked' | 'trusted', { isTrusted }: Recipe): boolean =>
  policy === 'masked' || !isTrusted;

/** The collection of a question with its set of vectors; undefined where there is no such collection. */
export const findSet = async (
  db: TenantQueryable,
  { tenantId, collection }: CollectionName,
  recipe: Recipe,
): Promise<SearchedCollection | undefined> => {
  type Row = Omit<SearchedCollection, 'set' | 'version'> & VectorSet & { collectionVersion: number };
  const { rows } = await db.query<Row | (Omit<Row, 'id'> & { id: null })>({
    name: 'vectors.find_set',
    text: `SELECT ${columns}, c.id AS "collectionId", c.embeddings, c.version::float8 AS "collectionVersion"
           FROM rollcall.collections c LEFT JOIN rollcall.vector_sets s ON s.collection_id = c.id
             AND s.model = $3 AND s.asked_dimensions = $4 AND s.prefix = $5
             AND s.masked = (c.embeddings <> 'trusted' OR NOT $6)
           WHERE c.tenant_id = $1 AND c.name = $2`,
    values: [tenantId, collection, ...keyOf(recipe), recipe.isTrusted],
  });
  const row = rows[0];
  if (row === undefined) return undefined;
  const { collectionId, embeddings, collectionVersion, ...set } = row;
  return {
    collectionId,
    embeddings,
    version: collectionVersion,
    set: set.id === null ? undefined : { ...set, id: set.id, collectionId },
  };
};

const keyOf = ({ model, dimensions, passagePrefix }: Recipe): [string, number, string] => [
  model,
  dimensions ?? 0,
  passagePrefix,
];

/** A set, and when this retriever declared it to be the current one: the database's clock, as text. */
export type Declared = { set: VectorSet; at: string };

/**
 * Makes the recipe's set of a collection, or declares it again. The set that was declared last is the current one:
 * where two retrievers are set up differently, as while a new model is rolled out, only the later one goes on.
 *
 * @param since when this retriever declared it before; undefined is answered where another one came after that
 */
export const declareSet = async (
  db: TenantQueryable,
  collectionId: string,
  how: { recipe: Recipe; isMasked: boolean; since?: string | undefined },
): Promise<Declared | undefined> => {
  const { rows } = await db.query<VectorSet & { at: string }>({
    name: 'vectors.declare_set',
    text: `INSERT INTO rollcall.vector_sets AS s (collection_id, model, asked_dimensions, prefix, masked)
           SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (
             SELECT FROM rollcall.vector_sets later WHERE later.collection_id = $1 AND later.declared_at > $6)
           ON CONFLICT (collection_id, model, asked_dimensions, prefix, masked)
             DO UPDATE SET declared_at = clock_timestamp()
           RETURNING ${columns}, s.declared_at::text AS at`,
    values: [collectionId, ...keyOf(how.recipe), how.isMasked, how.since ?? null],
  });
  const row = rows[0];
  if (row === undefined) return undefined;
  const { at, ...set } = row;
  return { set, at };
};

/** False where the set was removed, with its collection or for a later one. */
export const isThere = async (db: TenantQueryable, setId: number): Promise<boolean> => {
  const { count } = await db.query({
    name: 'vectors.is_there',
    text: 'SELECT FROM rollcall.vector_sets WHERE id = $1',
    values: [setId],
  });
  return count > 0;
};

/**
 * Takes a set for one retriever to work on, or keeps it for longer. Undefined where another one works on it, or where
 * another set of the collection was declared later. A retriever that is killed keeps nobody waiting for longer than
 * `leaseMs`; what it had not written is then embedded by the next one.
 */
export const leaseSet = async (
  db: TenantQueryable,
  setId: number,
  lease: { holder: string; leaseMs: number },
): Promise<VectorSet | undefined> => {
  const { rows } = await db.query<VectorSet>({
    name: 'vectors.lease_set',
    text: `UPDATE rollcall.vector_sets s
           SET leased_until = now() + $3 * interval '1 ms', leased_by = $2
           WHERE s.id = $1 AND (s.leased_until < now() OR s.leased_by = $2) AND NOT EXISTS (
             SELECT FROM rollcall.vector_sets later
             WHERE later.collection_id = s.collection_id AND later.declared_at > s.declared_at)
           RETURNING ${columns}`,
    values: [setId, lease.holder, lease.leaseMs],
  });
  return rows[0];
};

/** Lets another retriever go on at once. */
export const releaseSet = async (db: TenantQueryable, setId: number, holder: string): Promise<void> => {
  await db.query({
    name: 'vectors.release_set',
    text: `UPDATE rollcall.vector_sets SET leased_until = '-infinity' WHERE id = $1 AND leased_by = $2`,
    values: [setId, holder],
  });
};

/** The collection's sets that nothing is left of: every vector was replaced by one of a later set. */
export const findEmptySets = async (db: TenantQueryable, current: VectorSet): Promise<number[]> => {
  const { rows } = await db.query<{ id: number }>({
    name: 'vectors.find_empty_sets',
    plan: 'anew',
    text: `SELECT s.id FROM rollcall.vector_sets s WHERE s.collection_id = $1 AND s.id <> $2
             AND s.declared_at < (SELECT declared_at FROM rollcall.vector_sets WHERE id = $2)
             AND NOT EXISTS (SELECT FROM rollcall.vectors v WHERE v.set_id = s.id)`,
    values: [current.collectionId, current.id],
  });
  return rows.map(({ id }) => id);
};

/** Removes a set. */
export const forgetSet = async (db: TenantQueryable, setId: number): Promise<void> => {
  await db.query({
    name: 'vectors.forget_set',
    text: 'SELECT rollcall.forget_set($1)',
    values: [setId],
  });
};
