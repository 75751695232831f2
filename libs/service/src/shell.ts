import { asFailure, Failure, type FailureCode, isFailureCode } from '@rollcall/failures';
import {
  type Earlier,
  type Envelope,
  failedAt,
  type Hop,
  keptAnswer,
  type Outcome,
  onward,
  type Payload,
  payloads,
  payloadVersion,
  type StageResult,
  stepOf,
} from '@rollcall/pipeline';
import type { Handled, Handler, Job, Queue } from '@rollcall/queue';
import { attributes, failureFields, type Log, markFailed, type Span, withSpan } from '@rollcall/telemetry';
import type { Metrics } from './metrics.ts';
import { evaluateTry, type RetrySettings, retryPolicyOf } from './next-try.ts';
import { send, sendPaid } from './send.ts';
import type { Stage } from './stage.ts';

/** A payload of a newer version is left for a newer replica; it is looked at again after this long. */
const newerVersionDelayMs = 2000;

export type ShellParts = { queue: Queue; metrics: Metrics; log: Log; retries?: RetrySettings };

/**
 * The consumer's shell: everything around a stage that is the same for every hop. It checks the payload,
 * runs the stage under the document's trace, adds the next job before this one completes, and turns a
 * failure into a retry or into the document's way to `settle`.
 */
export const shell = (stage: Stage, parts: ShellParts): Handler => {
  const { hop } = stage;
  return async (job, signal) => {
    const started = Date.now();
    const version = Number((job.payload as { v?: unknown } | null)?.v);
    if (version > payloadVersion) return { kind: 'later', delayMs: newerVersionDelayMs };

    const read = readPayload(hop, job.payload);
    if (read === undefined) {
      parts.log.error('job payload unreadable', { hop, jobId: job.id });
      parts.metrics.failures.inc({ code: 'job.invalid', where: hop });
      return { kind: 'fail', code: 'job.invalid' };
    }
    const { envelope, payload } = read;
    const waitedMs = Math.max(0, started - envelope.enqueuedAt);
    if (job.attempt === 1) parts.metrics.queueWaitSeconds.observe({ hop }, waitedMs / 1000);

    return withSpan(
      `${hop}`,
      {
        kind: 'consumer',
        parent: envelope.traceparent ?? null,
        attributes: {
          'messaging.system': 'bullmq',
          'messaging.operation.name': 'process',
          'messaging.operation.type': 'process',
          'messaging.destination.name': stepOf(hop).queue,
          'messaging.message.id': job.id,
          [attributes.hop]: hop,
          [attributes.rowId]: envelope.rowId,
          [attributes.epoch]: envelope.epoch,
          [attributes.attempt]: job.attempt,
          [attributes.queueWaitMs]: waitedMs,
        },
      },
      async (span) => {
        const work = { stage, job, envelope, payload, signal, started, waitedMs, span };
        const { handled, outcome } = await attempt(work, parts);
        span.setAttribute(attributes.outcome, outcome);
        parts.metrics.hopSeconds.observe({ hop, outcome }, (Date.now() - started) / 1000);
        return handled;
      },
    );
  };
};

/**
 * The job's payload by its hop's schema, and its envelope as it came: what this build does not know of it is
 * passed on untouched. `payload` is undefined where only the envelope can be read, the whole where not even that.
 */
const readPayload = (
  hop: Hop,
  raw: unknown,
): { envelope: Envelope; payload: Payload<Hop> | undefined } | undefined => {
  const whole = payloads[hop].safeParse(raw);
  if (whole.success) return { envelope: raw as Envelope, payload: whole.data };
  const envelope = payloads.retrieve.safeParse(raw);
  return envelope.success ? { envelope: envelope.data, payload: undefined } : undefined;
};

type Work = {
  stage: Stage;
  job: Job;
  envelope: Envelope;
  payload: Payload<Hop> | undefined;
  signal: AbortSignal;
  started: number;
  waitedMs: number;
  span: Span;
};
type Attempted = { handled: Handled; outcome: string };

const done = (outcome: string): Attempted => ({ handled: { kind: 'done' }, outcome });

const attempt = async (work: Work, parts: ShellParts): Promise<Attempted> => {
  const { stage, envelope } = work;
  let modelCalls = envelope.modelCalls;
  /** A further round's times stand beside the first one's. */
  const timed = (envelope.round ?? 1) === 1 ? stage.hop : `${stage.hop}-${envelope.round}`;
  /** The payload as it goes on: what this try has taken is added to what earlier ones took. */
  const carried = (): Envelope => {
    const before = envelope.timings[timed];
    return {
      ...envelope,
      modelCalls,
      timings: {
        ...envelope.timings,
        [timed]: {
          queueMs: before?.queueMs ?? work.waitedMs,
          workMs: (before?.workMs ?? 0) + (Date.now() - work.started),
          attempts: work.job.attempt,
        },
      },
    };
  };
  try {
    if (stage.costly && (await alreadyPassedOn(work, parts.queue))) return done('skipped');
    if (work.payload === undefined) throw new Failure('job.invalid', { stage: stage.hop });
    if (pastDeadline(envelope) && stage.hop !== 'settle') {
      throw new Failure('deadline.exceeded', { stage: stage.hop, details: { hop: stage.hop } });
    }
    const result = await stage.run(work.payload as never, {
      signal: work.signal,
      log: parts.log,
      countModelCall: () => {
        modelCalls += 1;
      },
    });
    return done(await passOn(result, carried(), work, parts.queue));
  } catch (thrown) {
    return fail(thrown, work, carried(), parts);
  }
};

const pastDeadline = (envelope: Envelope): boolean =>
  envelope.deadlineAt !== undefined && Date.now() > envelope.deadlineAt;

/** True where an earlier try of this very job got as far as adding the next one. */
const alreadyPassedOn = ({ stage, envelope }: Work, queue: Queue): Promise<boolean> =>
  queue.has(...onward(stage.hop, envelope));

/** Adds the next job; resolves to the outcome's name. */
const passOn = async (result: StageResult, carried: Envelope, work: Work, queue: Queue): Promise<string> => {
  if (result.to === 'drop') return 'dropped';
  if (result.to === 'done') return 'done';
  const payload = { ...carried, ...result.add };
  if (work.stage.costly) {
    const { lockMs } = stepOf(work.stage.hop).retry;
    await sendPaid(result.to, payload, { queue, lockMs, signal: work.signal });
  } else await send(result.to, payload, queue);
  return result.to;
};

const fallbackCode = (hop: Hop): FailureCode => {
  const code = `${hop}.failed`;
  return isFailureCode(code) ? code : 'internal.unexpected';
};

/** What `evaluateTry` says: another try, a wait, or the document's way to `settle` with the failure attached. */
const fail = async (
  thrown: unknown,
  work: Work,
  carried: Envelope,
  parts: ShellParts,
): Promise<Attempted> => {
  const { hop } = work.stage;
  const { job, signal, span } = work;
  if (signal.aborted && signal.reason === 'shutdown') {
    return { handled: { kind: 'hand-back' }, outcome: 'handed back' };
  }
  const failure = signal.aborted
    ? new Failure('queue.lock_lost', { stage: hop, cause: thrown })
    : asFailure(thrown, fallbackCode(hop), hop);
  markFailed(span, failure);
  parts.metrics.failures.inc({ code: failure.code, where: hop });
  parts.log.warn('hop failed', {
    hop,
    rowId: work.envelope.rowId,
    epoch: work.envelope.epoch,
    attempt: job.attempt,
    ...failureFields(failure),
  });
  const next = evaluateTry({
    failure,
    policy: retryPolicyOf(hop, parts.retries),
    attempt: job.attempt,
    attempts: job.attempts,
    // A paid answer is settled as long as its row is open, which Postgres decides.
    deadlineAt: hop === 'settle' ? undefined : work.envelope.deadlineAt,
    heldSince: work.envelope.heldSince,
    nowMs: Date.now(),
    random: Math.random(),
  });
  const { code } = failure;
  switch (next.do) {
    case 'pause':
      return { handled: { kind: 'pause', ms: next.delayMs, payload: carried }, outcome: code };
    case 'hold': {
      const payload = { ...carried, heldSince: next.heldSince };
      return { handled: { kind: 'later', delayMs: next.delayMs, payload }, outcome: code };
    }
    case 'retry':
      return {
        handled: { kind: 'retry', code, delayMs: next.delayMs, payload: carried },
        outcome: code,
      };
    case 'too-late':
      return settleFailed(tooLate(hop, failure), work, carried, parts);
    case 'give-up':
      return settleFailed(failure, work, carried, parts);
  }
};

/** The deadline is the reason, and what would have been waited for stands in the details. */
const tooLate = (hop: Hop, failure: Failure): Failure => {
  const { breaker, dependency } = failure.details ?? {};
  return new Failure('deadline.exceeded', {
    stage: hop,
    cause: failure,
    details: {
      hop,
      cause: failure.code,
      ...(breaker === undefined ? {} : { breaker }),
      ...(dependency === undefined ? {} : { dependency }),
    },
  });
};

/**
 * Sends the document straight to `settle` with its failure, or with the answer that it has already; from `settle`
 * itself there is no way on.
 */
const settleFailed = async (
  failure: Failure,
  work: Work,
  carried: Envelope,
  parts: ShellParts,
): Promise<Attempted> => {
  const { hop } = work.stage;
  if (hop === 'settle') return { handled: { kind: 'fail', code: failure.code }, outcome: failure.code };
  try {
    const kept = keptAnswer((work.payload ?? {}) as { earlier?: Earlier }, failure);
    const outcome: Outcome = failedAt(hop, failure);
    const { lockMs } = stepOf(hop).retry;
    if (kept === undefined) await send('settle', { ...carried, outcome }, parts.queue);
    else
      await sendPaid('settle', { ...carried, ...kept }, { queue: parts.queue, lockMs, signal: work.signal });
    return done(failure.code);
  } catch (sending) {
    // The queue is away: the sweep finds the row without a live job and puts it back.
    parts.log.error('could not pass the failure on', { hop, ...failureFields(sending) });
    return { handled: { kind: 'fail', code: failure.code }, outcome: failure.code };
  }
};
