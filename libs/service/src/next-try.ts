import type { Failure } from '@rollcall/failures';
import { backoffMs, type Hop, type RetryPolicy, stepOf } from '@rollcall/pipeline';
import type { QueueSettings } from './config.ts';

/** How long a hop waits before it asks a model again that said 429 and not for how long. */
const usualPauseMs = 1000;

/** What a deployment may choose of its hops' policies. */
export type RetrySettings = Pick<Partial<QueueSettings>, 'RETRY_BACKOFF_MS' | 'RETRY_PATIENCE_MS'>;

/**
 * A hop's policy in this deployment. The last hop keeps its own: it carries what the model was paid for, and waits for
 * Postgres as long as the row may be open.
 */
export const retryPolicyOf = (
  hop: Hop,
  { RETRY_BACKOFF_MS, RETRY_PATIENCE_MS }: RetrySettings = {},
): RetryPolicy => {
  const { retry } = stepOf(hop);
  if (hop === 'settle') return retry;
  return {
    ...retry,
    backoffMs: RETRY_BACKOFF_MS ?? retry.backoffMs,
    patienceMs: RETRY_PATIENCE_MS ?? retry.patienceMs,
  };
};

/** A try that failed, and what there is left for the next one. Times in Unix milliseconds. */
export type FailedTry = {
  failure: Pick<Failure, 'code' | 'retryable' | 'details'>;
  policy: RetryPolicy;
  /** This try, counted from 1, of so many. */
  attempt: number;
  attempts: number;
  /** The document's; undefined where only Postgres knows it, or where the hop goes on past it (`settle`). */
  deadlineAt: number | undefined;
  /** Since when this job has waited for a dependency whose breaker has not closed meanwhile. */
  heldSince: number | undefined;
  nowMs: number;
  /** Between 0 and 1. */
  random: number;
};

/**
 * `retry` spends a try; `hold` and `pause` spend none. `give-up` ends the document with its failure,
 * `too-late` with `deadline.exceeded`: there is no time for what would have to be waited for.
 */
export type NextTry =
  | { do: 'retry'; delayMs: number }
  | { do: 'hold'; delayMs: number; heldSince: number }
  | { do: 'pause'; delayMs: number }
  | { do: 'give-up' }
  | { do: 'too-late' };

/**
 * What comes after a failed try. Permanent failures end the document at once. A transient one is tried again by
 * the hop's policy, a model's 429 after the time that it names. A dependency whose breaker is open is not tried
 * at all: the job waits for it, up to the policy's patience, and keeps its tries for when it is back. Where the breaker
 * has closed and opened anew, the patience begins anew: the dependency was there, only not for this job. Nothing waits
 * past the deadline.
 */
export const evaluateTry = (failed: FailedTry): NextTry => {
  const { failure, policy, nowMs } = failed;
  if (!failure.retryable || failure.code === 'deadline.exceeded') return { do: 'give-up' };

  const inTime = (next: Extract<NextTry, { delayMs: number }>): NextTry =>
    failed.deadlineAt !== undefined && nowMs + next.delayMs > failed.deadlineAt ? { do: 'too-late' } : next;

  if (failure.code === 'model.rate_limited') {
    return inTime({ do: 'pause', delayMs: Number(failure.details?.retryAfterMs ?? usualPauseMs) });
  }
  if (failure.details?.breaker === 'open') {
    const openSince = nowMs - Number(failure.details.openForMs ?? Number.POSITIVE_INFINITY);
    const heldSince = Math.max(failed.heldSince ?? nowMs, openSince);
    const leftMs = heldSince + policy.patienceMs - nowMs;
    if (leftMs <= 0) return { do: 'give-up' };
    // Not all at once: the first one is the probe, and the others need not find out that it failed.
    const wantedMs = Math.round(Number(failure.details.retryInMs ?? policy.backoffMs) * (1 + failed.random));
    return inTime({ do: 'hold', delayMs: Math.min(wantedMs, leftMs), heldSince });
  }
  if (failed.attempt >= failed.attempts) return { do: 'give-up' };
  return inTime({ do: 'retry', delayMs: backoffMs(policy, failed.attempt, () => failed.random) });
};
