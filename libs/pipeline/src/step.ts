import type { Failure } from '@rollcall/failures';
import { type Earlier, type Envelope, firstVersion, type Outcome, type Payload } from './payloads.ts';
import type { Hop } from './route.ts';

/**
 * What a stage answers: the next hop and the parts that it adds for it; `done` after `settle`; or
 * `drop` for a job whose row is closed or of another epoch.
 */
export type StageResult =
  | { to: Exclude<Hop, 'retrieve'>; add: Record<string, unknown> }
  | { to: 'done' }
  | { to: 'drop' };

/** Go on at `hop` with these parts added. What the hop's schema demands and is not there yet is a type error. */
export const toHop = <H extends Exclude<Hop, 'retrieve' | 'settle'>>(
  hop: H,
  add: Partial<Payload<H>>,
): StageResult => ({ to: hop, add });

/** End the document: the gateway closes its row with this outcome. */
export const toSettle = (outcome: Outcome, add: Partial<Payload<'settle'>> = {}): StageResult => ({
  to: 'settle',
  add: { ...add, outcome },
});

/** The outcome of a document that failed at `hop`. */
export const failedAt = (hop: Hop, failure: Failure): Outcome => ({
  status: 'failed',
  hop,
  failure: failure.toRecord() as Extract<Outcome, { status: 'failed' }>['failure'],
});

/**
 * What settles a document that fails on a further round: the answer that it has. Undefined where it has none, and
 * the failure is its end.
 */
export const keptAnswer = (
  { earlier }: { earlier?: Earlier | undefined },
  failure: Pick<Failure, 'code'>,
): Pick<Payload<'settle'>, 'outcome' | 'generated' | 'verdict'> | undefined =>
  earlier && {
    outcome: earlier.outcome,
    generated: earlier.generated,
    verdict: { ...earlier.verdict, action: { policy: 'retry', did: 'retry_failed', code: failure.code } },
  };

/** The payload that starts a row's way at `retrieve`. */
export const first = (row: {
  rowId: string;
  epoch: number;
  traceparent?: string | undefined;
  deadlineAt?: number | undefined;
}): Envelope => ({
  v: firstVersion,
  rowId: row.rowId,
  epoch: row.epoch,
  ...(row.traceparent === undefined ? {} : { traceparent: row.traceparent }),
  ...(row.deadlineAt === undefined ? {} : { deadlineAt: row.deadlineAt }),
  enqueuedAt: Date.now(),
  timings: {},
  modelCalls: 0,
});
