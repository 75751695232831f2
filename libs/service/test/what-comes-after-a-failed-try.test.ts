import { breakerRules } from '@rollcall/breaker';
import { Failure, type FailureCode, failureCodes } from '@rollcall/failures';
import { hops, stepOf } from '@rollcall/pipeline';
import { describe, expect, it } from 'vitest';
import { evaluateTry, type FailedTry, retryPolicyOf } from '../src/next-try.ts';

/** What a hop meets and may get over: it is tried again. */
const transient: FailureCode[] = [
  'postgres.unavailable',
  'postgres.pool_exhausted',
  'postgres.too_many_connections',
  'postgres.timeout',
  'postgres.conflict',
  'postgres.disk_full',
  'postgres.out_of_memory',
  'postgres.limit',
  'postgres.read_only',
  'postgres.server_error',
  'postgres.statement_stale',
  'postgres.schema_old',
  'queue.unavailable',
  'queue.lock_lost',
  'queue.out_of_memory',
  'queue.cannot_persist',
  'queue.read_only',
  'model.unavailable',
  'model.timeout',
  'model.server_error',
  'model.empty_response',
  'model.bad_response',
  'model.empty_answer',
  'collection.indexing',
  'redact.backend_unavailable',
  'redact.backend_timeout',
];

/** What stays as it is however often it is tried: the document ends at once. */
const permanent: FailureCode[] = [
  'postgres.access',
  'postgres.privilege',
  'postgres.no_database',
  'postgres.tls',
  'postgres.pooler',
  'postgres.constraint',
  'postgres.value',
  'postgres.query',
  'queue.access',
  'job.invalid',
  'job.too_large',
  'model.rejected',
  'model.prompt_too_long',
  'model.access',
  'model.not_found',
  'model.quota',
  'retrieve.failed',
  'redact.failed',
  'redact.unsupported_language',
  'redact.unsupported_operator',
  'redact.invalid_parameter',
  'redact.unsupported_pattern',
  'redact.pattern_too_costly',
  'redact.backend_bad_answer',
  'redact.model_unusable',
  'redact.policy_invalid',
  'redact.weights_unreadable',
  'redact.analyzer_refused',
  'ground.failed',
  'ground.service_refused',
  'verify.failed',
  'settle.vault_missing',
  'settle.vault_unreadable',
  'settle.failed',
  'collection.not_found',
  'collection.language_fixed',
  'internal.unexpected',
  'deadline.exceeded',
];

/** Groups whose codes a hop meets; the others belong to HTTP and to the command. */
const groups =
  /^(postgres|queue|job|model|retrieve|redact|ground|verify|settle|collection|internal|deadline)\./;

const now = 1_800_000_000_000;
const tried = (
  code: FailureCode,
  changes: Partial<FailedTry> = {},
  details?: Failure['details'],
): FailedTry => ({
  failure: new Failure(code, details === undefined ? {} : { details }),
  policy: stepOf('retrieve').retry,
  attempt: 1,
  attempts: 5,
  deadlineAt: undefined,
  heldSince: undefined,
  nowMs: now,
  random: 0.5,
  ...changes,
});
const open = { breaker: 'open', dependency: 'postgres', retryInMs: 400 };

describe('every failure that a hop can meet', () => {
  it('is known here as transient or permanent', () => {
    const met = failureCodes.filter((code) => groups.test(code) && code !== 'model.rate_limited');
    expect([...transient, ...permanent].sort()).toEqual(met.sort());
  });

  it.each(transient)('%s is tried again while there are tries', (code) => {
    expect(evaluateTry(tried(code))).toEqual({ do: 'retry', delayMs: 375 });
    expect(evaluateTry(tried(code, { attempt: 4 }))).toEqual({ do: 'retry', delayMs: 3000 });
    expect(evaluateTry(tried(code, { attempt: 5 }))).toEqual({ do: 'give-up' });
  });

  it.each(permanent)('%s ends the document at once', (code) => {
    expect(evaluateTry(tried(code))).toEqual({ do: 'give-up' });
  });
});

describe('after a failed try', () => {
  it('a model’s 429 pauses its queue for the time that it names, and spends no try', () => {
    const limited = (changes: Partial<FailedTry>) =>
      evaluateTry(tried('model.rate_limited', { attempt: 5, ...changes }, { retryAfterMs: 7000 }));
    expect(limited({})).toEqual({ do: 'pause', delayMs: 7000 });
    expect(limited({ deadlineAt: now + 6999 })).toEqual({ do: 'too-late' });
    expect(evaluateTry(tried('model.rate_limited'))).toEqual({ do: 'pause', delayMs: 1000 });
  });

  it('a hop waits for an open breaker, also at its last try, and each time from the first wait on', () => {
    const held = (changes: Partial<FailedTry>) => evaluateTry(tried('postgres.unavailable', changes, open));
    expect(held({ attempt: 5 })).toEqual({ do: 'hold', delayMs: 600, heldSince: now });
    expect(held({ heldSince: now - 5000 })).toEqual({ do: 'hold', delayMs: 600, heldSince: now - 5000 });
    expect(held({ heldSince: now - 19_900 })).toEqual({ do: 'hold', delayMs: 100, heldSince: now - 19_900 });
    expect(held({ heldSince: now - 20_000 })).toEqual({ do: 'give-up' });
  });

  it('a hop’s patience begins anew when the breaker has closed and opened again meanwhile', () => {
    const held = (openForMs: number, heldSince: number) =>
      evaluateTry(tried('model.unavailable', { heldSince }, { ...open, openForMs }));
    expect(held(3000, now - 30_000)).toEqual({ do: 'hold', delayMs: 600, heldSince: now - 3000 });
    // Open for longer than this job has waited: the job's own time counts.
    expect(held(60_000, now - 5000)).toEqual({ do: 'hold', delayMs: 600, heldSince: now - 5000 });
    expect(held(60_000, now - 20_000)).toEqual({ do: 'give-up' });
  });

  it('a hop waits long enough to meet a dependency that is back after fifteen seconds', () => {
    for (const hop of hops) {
      expect(stepOf(hop).retry.patienceMs).toBeGreaterThan(15_000 + breakerRules.mostOpenMs);
    }
  });

  it('settling waits for Postgres much longer: its answer is paid for', () => {
    const policy = stepOf('settle').retry;
    const held = tried('postgres.unavailable', { policy, heldSince: now - 600_000 }, open);
    expect(evaluateTry(held)).toMatchObject({ do: 'hold' });
  });

  it('nothing waits past the deadline', () => {
    const late = { deadlineAt: now + 374 };
    expect(evaluateTry(tried('postgres.timeout', late))).toEqual({ do: 'too-late' });
    expect(evaluateTry(tried('postgres.timeout', { deadlineAt: now + 375 }))).toMatchObject({ do: 'retry' });
    expect(evaluateTry(tried('postgres.unavailable', late, open))).toEqual({ do: 'too-late' });
  });

  it.each(hops)('%s backs off twice as long each time, half of it at random, up to its most', (hop) => {
    const policy = stepOf(hop).retry;
    const delay = (attempt: number, random: number) => {
      const next = evaluateTry(tried('postgres.timeout', { policy, attempt, attempts: 99, random }));
      return next.do === 'retry' ? next.delayMs : undefined;
    };
    expect(delay(1, 0)).toBe(policy.backoffMs / 2);
    expect(delay(1, 1)).toBe(policy.backoffMs);
    expect(delay(2, 1)).toBe(policy.backoffMs * 2);
    expect(delay(30, 1)).toBe(policy.maxBackoffMs);
  });
});

describe('a deployment', () => {
  it('may choose how long its hops wait, but not for the last one', () => {
    const chosen = { RETRY_BACKOFF_MS: 200, RETRY_PATIENCE_MS: 3000 };
    for (const hop of hops) {
      const own = hop === 'settle' ? {} : { backoffMs: 200, patienceMs: 3000 };
      expect(retryPolicyOf(hop, chosen)).toEqual({ ...stepOf(hop).retry, ...own });
    }
  });

  it('has the policies of the route where it chooses nothing', () => {
    for (const hop of hops) expect(retryPolicyOf(hop)).toEqual(stepOf(hop).retry);
  });
});
