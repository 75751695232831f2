import { Failure, type FailureCode, originOf } from '@rollcall/failures';

/** pg-pool's own time-outs have no code, only these texts (pg-pool 3.x, index.js). */
const waitedForPool = 'timeout exceeded when trying to connect';
const endedPool = 'Cannot use a pool after calling end on the pool';

/** What pg says without a code of its own (pg 8.x, lib/client.js, lib/connection.js, lib/crypto/sasl.js). */
const byText: readonly [RegExp, FailureCode][] = [
  [/^(SASL|SCRAM)/, 'postgres.access'],
  [/^The server does not support SSL/, 'postgres.tls'],
  [/^There was an error establishing an SSL connection/, 'postgres.tls'],
];

/** OpenSSL's and Node's names for a certificate or a protocol that does not do. */
const tlsCode = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO$)/;

/**
 * SQLSTATE to code (PostgreSQL's appendix A); the longest prefix decides. What is not listed is a defect of a
 * statement: `postgres.query`.
 */
const bySqlstate: Readonly<Record<string, FailureCode>> = {
  '08': 'postgres.unavailable',
  // "cached plan must not change result type": the schema moved under a prepared statement.
  '0A000': 'postgres.statement_stale',
  '22': 'postgres.value',
  '23': 'postgres.constraint',
  '25006': 'postgres.read_only',
  '25P03': 'postgres.timeout',
  '25P04': 'postgres.timeout',
  // Only a pooler that hands each transaction another connection loses or doubles a prepared statement of ours.
  '26000': 'postgres.pooler',
  '28': 'postgres.access',
  '3D000': 'postgres.no_database',
  '40': 'postgres.conflict',
  '42501': 'postgres.privilege',
  '42P05': 'postgres.pooler',
  '53': 'postgres.limit',
  '53100': 'postgres.disk_full',
  '53200': 'postgres.out_of_memory',
  // It comes with two different texts, so the code decides.
  '53300': 'postgres.too_many_connections',
  '54': 'postgres.value',
  '55P03': 'postgres.timeout',
  '57014': 'postgres.timeout',
  '57P': 'postgres.unavailable',
  '57P04': 'postgres.no_database',
  '58': 'postgres.server_error',
  F0: 'postgres.server_error',
  XX: 'postgres.server_error',
};

const codeOfSqlstate = (sqlstate: string): FailureCode => {
  for (let length = sqlstate.length; length >= 2; length -= 1) {
    const code = bySqlstate[sqlstate.slice(0, length)];
    if (code !== undefined) return code;
  }
  return 'postgres.query';
};

const codeOf = (thrown: unknown): FailureCode => {
  const { code, message } = Object(thrown) as { code?: unknown; message?: unknown };
  const text = typeof message === 'string' ? message : '';
  if (text === waitedForPool) return 'postgres.pool_exhausted';
  if (text === endedPool) return 'service.draining';
  const { sqlstate } = originOf(thrown);
  if (sqlstate === '08P01') return poolerCode(text);
  if (sqlstate !== undefined) return codeOfSqlstate(sqlstate);
  if (typeof code === 'string' && tlsCode.test(code)) return 'postgres.tls';
  // A value that pg cannot even put into a message is a mistake of ours, not of the network.
  if (thrown instanceof TypeError || thrown instanceof RangeError) return 'postgres.query';
  return byText.find(([form]) => form.test(text))?.[1] ?? 'postgres.unavailable';
};

/** PgBouncer's refusals all have SQLSTATE 08P01, so their fixed texts decide (its src/client.c, src/janitor.c). */
const poolerCode = (message: string): FailureCode => {
  if (message.startsWith('unsupported startup parameter')) return 'postgres.pooler';
  if (message === 'query_wait_timeout') return 'postgres.pool_exhausted';
  if (message.startsWith('no more connections allowed')) return 'postgres.too_many_connections';
  return 'postgres.unavailable';
};

/** Any error of pg as a Failure that keeps SQLSTATE and constraint, never the server's texts (they carry values). */
export const postgresFailure = (thrown: unknown): Failure => {
  if (thrown instanceof Failure) return thrown;
  const { sqlstate, constraint, errno } = originOf(thrown);
  const details = {
    ...(sqlstate === undefined ? {} : { sqlstate }),
    ...(constraint === undefined ? {} : { constraint }),
    ...(errno === undefined ? {} : { errno }),
  };
  return new Failure(codeOf(thrown), { cause: thrown, ...(Object.keys(details).length ? { details } : {}) });
};

/**
 * What a failure says about the server: an outage, an answer, or nothing. A pool in which nothing became free for
 * one caller is an outage only where it serves nobody (`starved`): in a burst the last ones in line give up all at
 * once, while the first ones are being served.
 */
export const heardOfPostgres = (
  { code }: Failure,
  { starved }: { starved: boolean },
): 'outage' | 'answer' | 'nothing' => {
  if (code === 'postgres.unavailable' || code === 'postgres.too_many_connections') return 'outage';
  if (code === 'postgres.pool_exhausted') return starved ? 'outage' : 'nothing';
  return code === 'service.draining' ? 'nothing' : 'answer';
};
