import type { PoolKind, Share } from './fleet.ts';

type Table =
  | 'runs'
  | 'rows'
  | 'row_attempts'
  | 'run_expectations'
  | 'collections'
  | 'documents'
  | 'passages'
  | 'postings'
  | 'vector_sets'
  | 'vectors'
  | 'vocabulary'
  | 'segments'
  | 'posting_blocks'
  | 'tombstones'
  | 'vault'
  | 'placeholder_scopes'
  | 'placeholders'
  | 'tenants'
  | 'api_keys'
  | 'spans';

const read = 'SELECT';
const change = 'SELECT, INSERT, UPDATE';
const all = 'SELECT, INSERT, UPDATE, DELETE';

/** The question of a row that one can name, and a note that its first hop has begun. */
const advance = 'rollcall.advance(uuid, int, text)';
/** The question alone. */
const liveRow = 'rollcall.live_row(uuid, int)';
/** The documents of a collection that meet a filter, by way of an index. */
const documentsWith = 'rollcall.documents_with(uuid, jsonpath)';

/** Which collections are to be embedded, and what is done with the extension pgvector (migration 0008). */
const vectors = [
  'rollcall.list_embedded()',
  'rollcall.note_embedded(uuid, boolean)',
  'rollcall.adopt_pgvector()',
  'rollcall.index_set(int)',
  'rollcall.forget_set(int)',
];

/**
 * What each service's own role may do, and nothing else (docs/connection-budget.md says why): the retriever and the
 * console have no vault, only the redactor writes it and only the gateway opens it, and nobody but the benchmark
 * sees what a run's answers are scored against. What stands behind a tenant's wall (migration 0008) is seen with
 * these rights only in the scope of its tenant, whoever asks.
 */
const tables: Record<string, Partial<Record<Table, string>>> = {
  gateway: {
    // The grounder has no database: what a run spends on its judge is counted here for it.
    runs: 'SELECT, UPDATE (judge_calls, judge_tokens, judge_most_calls, judge_most_tokens)',
    rows: change,
    row_attempts: 'SELECT, INSERT',
    collections: read,
    documents: read,
    passages: read,
    vault: 'SELECT, DELETE',
    tenants: read,
    api_keys: read,
  },
  retriever: {
    collections: all,
    documents: all,
    passages: all,
    postings: all,
    vector_sets: all,
    vectors: all,
    vocabulary: all,
    segments: all,
    posting_blocks: all,
    tombstones: all,
  },
  redactor: {
    collections: read,
    documents: read,
    passages: read,
    // An upsert reads the row that it may replace, and the expiry's sweep the ones that it deletes.
    vault: all,
    placeholder_scopes: all,
    placeholders: all,
  },
  console: { runs: read, rows: read, row_attempts: read, spans: all },
  benchmark: {
    runs: change,
    rows: change,
    row_attempts: 'SELECT, INSERT',
    run_expectations: change,
    collections: read,
    documents: read,
    passages: read,
    vocabulary: read,
    segments: read,
    posting_blocks: read,
    tombstones: read,
    tenants: change,
    api_keys: change,
    spans: read,
    // Deletes what it cannot read: neither the ciphertext nor what belongs to it.
    vault: `SELECT (row_id, tenant_id, collection, documents, key_id, expires_at), DELETE`,
    placeholder_scopes: 'SELECT (id, tenant_id), DELETE',
  },
};

/** What each may call of the functions that do with their owner's rights one thing for those who lack them. */
const functions: Record<string, string[]> = {
  retriever: [advance, documentsWith, ...vectors],
  redactor: [liveRow],
};

/** The schema `rollcall_fleet` is every role's: each claims its own slot there. */
const fleet = (role: string): string[] => [
  `GRANT USAGE ON SCHEMA rollcall_fleet TO ${role}`,
  `GRANT SELECT ON rollcall_fleet.shares TO ${role}`,
  `GRANT SELECT, INSERT, UPDATE, DELETE ON rollcall_fleet.slots TO ${role}`,
  `GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA rollcall_fleet TO ${role}`,
];

const dataGrants = (service: string, role: string): string[] => [
  `GRANT USAGE ON SCHEMA rollcall TO ${role}`,
  `GRANT SELECT ON rollcall.migrations TO ${role}`,
  ...Object.entries(tables[service] ?? {}).map(
    ([table, rights]) => `GRANT ${rights} ON rollcall.${table} TO ${role}`,
  ),
  ...(functions[service] ?? []).map((called) => `GRANT EXECUTE ON FUNCTION ${called} TO ${role}`),
];

/** BullMQ's functions run with the rights of whoever calls them, so its tables are the role's to change. */
const queueGrants = (role: string): string[] => [
  `GRANT USAGE ON SCHEMA bullmq TO ${role}`,
  `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA bullmq TO ${role}`,
  `GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA bullmq TO ${role}`,
  `GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA bullmq TO ${role}`,
];

/**
 * What a role is to lose before it is given its rights: those that an earlier version granted and this one does not.
 */
export const withdrawalsOf = ({ pool }: Pick<Share, 'pool'>, role: string): string[] =>
  pool === 'data'
    ? ['TABLES', 'ROUTINES'].map((kind) => `REVOKE ALL ON ALL ${kind} IN SCHEMA rollcall FROM ${role}`)
    : [];

/** What everybody has unless it is taken away, and no service needs: temporary tables, tables in `public`. */
export const withheldFromPublic = (pools: readonly PoolKind[]): string[] => [
  `DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()); END $$`,
  'REVOKE CREATE ON SCHEMA public FROM PUBLIC',
  ...pools.map((pool) => `REVOKE ALL ON SCHEMA ${pool === 'data' ? 'rollcall' : 'bullmq'} FROM PUBLIC`),
];

/** The statements that give a share's role its rights; `role` is quoted already. */
export const grantsOf = ({ service, pool }: Pick<Share, 'service' | 'pool'>, role: string): string[] => [
  ...(pool === 'data' ? dataGrants(service, role) : queueGrants(role)),
  ...fleet(role),
];
