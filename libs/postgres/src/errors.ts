import { Failure, type FailureCode, originOf } from '@rollcall/failures';

const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** pg-pool's own time-outs have no code, only these texts (pg-pool 3.x, index.js). */
const waitedForPool = 'timeout exceeded when trying to connect';
const droppedConnection =
  /^(Connection terminated|Client has encountered a connection error|Client was closed)/;

const codeOf = (thrown: unknown): FailureCode => {
  const { code, message } = thrown as { code?: unknown; message?: unknown };
  if (message === waitedForPool) return 'postgres.pool_exhausted';
  if (typeof message === 'string' && droppedConnection.test(message)) return 'postgres.unavailable';
  if (typeof code !== 'string') return 'postgres.unavailable';
  if (unreachable.has(code)) return 'postgres.unavailable';
  if (code === '08P01' && typeof message === 'string') return poolerCode(message);
  // Only a pooler that hands each transaction another connection loses or doubles a prepared statement of ours.
  if (code === '26000' || code === '42P05') return 'postgres.pooler';
  // 53300 comes with two different texts, so the code decides.
  if (code === '53300') return 'postgres.too_many_connections';
  if (code.startsWith('08') || code.startsWith('57P') || code.startsWith('53')) return 'postgres.unavailable';
  if (code === '57014' || code === '25P03' || code === '55P03') return 'postgres.timeout';
  if (code.startsWith('40')) return 'postgres.conflict';
  if (code.startsWith('23')) return 'postgres.constraint';
  return 'postgres.query';
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
