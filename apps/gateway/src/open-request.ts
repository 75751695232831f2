import { createHash, randomUUID } from 'node:crypto';
import { Failure } from '@rollcall/failures';
import { openRows, readCollectionPolicy } from '@rollcall/ledger';
import { type CollectionPolicy, first, noPolicy, treatmentUnder } from '@rollcall/pipeline';
import type { Database } from '@rollcall/postgres';
import type { Queue } from '@rollcall/queue';
import { activeTraceId, activeTraceparent } from '@rollcall/telemetry';
import type { GatewayConfig } from './config.ts';
import type { ChatRequest } from './request.ts';

export type Opened = { rowId: string; traceId: string | undefined; deadlineMs: number };

export type Caller = {
  tenantId: string;
  idempotencyKey?: string | undefined;
  /** Time that the request has stood in line, which its deadline includes. */
  waitedMs: number;
};

type OpenDeps = { db: Database; queue: Queue; config: GatewayConfig };

/**
 * Opens the row of a request and then enqueues its first job. With an idempotency key the same request
 * gets the same row again; another request under that key is `request.idempotency_conflict`. An add that
 * fails closes nothing here: the sweep finds the row without a job. Throws `service.overloaded` where the
 * deadline went by in line.
 */
export const openRequest = async (
  { db, queue, config }: OpenDeps,
  caller: Caller,
  request: ChatRequest,
): Promise<Opened> => {
  const { collection, k, grounding, conversation } = request.rollcall;
  const policy = collection === undefined ? noPolicy : await policyOf(db, caller.tenantId, collection);
  const deadlineMs = deadlineOf(request, config) - caller.waitedMs;
  if (deadlineMs <= 0) throw new Failure('service.overloaded', { details: { retryAfterSeconds: 5 } });
  const id = randomUUID();
  const traceparent = activeTraceparent();
  const traceId = activeTraceId();
  const sha256 = digestOf(request);
  const maxTokens = request.max_completion_tokens ?? request.max_tokens;
  await openRows(db, [
    {
      id,
      tenantId: caller.tenantId,
      collection,
      deadlineMs,
      traceparent,
      traceId,
      idempotencyKey: caller.idempotencyKey,
      requestSha256: sha256,
      request: {
        messages: request.messages,
        k,
        treatment: treatmentUnder(policy, grounding),
        ...(conversation === undefined ? {} : { scope: { kind: 'conversation', id: conversation } }),
        params: {
          ...(request.model === undefined ? {} : { model: request.model }),
          ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
          ...(request.top_p === undefined ? {} : { topP: request.top_p }),
          ...(maxTokens === undefined ? {} : { maxTokens }),
          ...(request.seed === undefined ? {} : { seed: request.seed }),
        },
      },
    },
  ]);
  const earlier = await earlierOf(db, caller, sha256);
  if (earlier && earlier.id !== id) {
    return { rowId: earlier.id, traceId: earlier.trace_id ?? undefined, deadlineMs };
  }
  await queue.add(
    { hop: 'retrieve', rowId: id, epoch: 1 },
    first({ rowId: id, epoch: 1, traceparent, deadlineAt: Date.now() + deadlineMs }),
  );
  return { rowId: id, traceId, deadlineMs };
};

/** The row that the same request opened before under its idempotency key. Throws `refusal` where there is none. */
export const openedBefore = async (
  { db, config }: OpenDeps,
  caller: Caller,
  request: ChatRequest,
  refusal: Failure,
): Promise<Opened> => {
  const earlier = await earlierOf(db, caller, digestOf(request));
  if (!earlier) throw refusal;
  const deadlineMs = deadlineOf(request, config) - caller.waitedMs;
  return { rowId: earlier.id, traceId: earlier.trace_id ?? undefined, deadlineMs };
};

/** The time that a request has from its arrival on, in milliseconds. */
export const deadlineOf = (request: ChatRequest, config: GatewayConfig): number =>
  Math.min(request.rollcall.deadlineMs ?? config.REQUEST_DEADLINE_MS, config.REQUEST_DEADLINE_MAX_MS);

/**
 * What is asked, not how the answer is to be sent: the same row can be had whole and in pieces. Fields in the order in which
 * digests have always been made: rows keep theirs over an upgrade.
 */
const digestOf = ({ stream: _stream, stream_options: _options, ...asked }: ChatRequest): string => {
  const { collection, k, grounding = 'annotate', deadlineMs, conversation } = asked.rollcall;
  const told = { ...asked, rollcall: { collection, k, grounding, deadlineMs, conversation } };
  return createHash('sha256').update(JSON.stringify(told)).digest('hex');
};

/** The row under the caller's idempotency key. Throws `request.idempotency_conflict` for another request's. */
const earlierOf = async (db: Database, caller: Caller, sha256: string) => {
  if (caller.idempotencyKey === undefined) return undefined;
  const earlier = await byIdempotencyKey(db, caller.tenantId, caller.idempotencyKey);
  if (earlier && earlier.request_sha256 !== sha256) throw new Failure('request.idempotency_conflict');
  return earlier;
};

/** The collection's policy. Throws `collection.not_found`. */
const policyOf = async (db: Database, tenantId: string, collection: string): Promise<CollectionPolicy> => {
  const policy = await readCollectionPolicy(db, { tenantId, collection });
  if (policy === undefined) throw new Failure('collection.not_found');
  return policy;
};

const byIdempotencyKey = async (db: Database, tenantId: string, key: string) => {
  const { rows } = await db.query<{ id: string; request_sha256: string; trace_id: string | null }>({
    name: 'ledger.by_idempotency_key',
    text: `SELECT id, request_sha256, trace_id FROM rollcall.rows
           WHERE tenant_id = $1 AND idempotency_key = $2`,
    values: [tenantId, key],
  });
  return rows[0];
};
