import { asFailure, fromRecord } from '@rollcall/failures';
import { type Closing, close, correctJudgeTokens } from '@rollcall/ledger';
import type { Payload } from '@rollcall/pipeline';
import type { Database } from '@rollcall/postgres';
import { type Stage, stage } from '@rollcall/service';
import { activeSpan, attributes } from '@rollcall/telemetry';
import type { KeyRing } from '@rollcall/vault';
import { restoreDocument } from './restore-document.ts';

type SettleDeps = { db: Database; ring: KeyRing };

/**
 * `settle`: restores the masked values and closes the row. Its own rule: an infrastructure error is
 * retried by the queue until the row's deadline; a permanent one (vault, restoring) closes the row as
 * `failed settle.*` in this same call, because nobody comes after it.
 */
export const settleStage = (deps: SettleDeps): Stage =>
  stage({
    hop: 'settle',
    run: async (job: Payload<'settle'>) => {
      const started = Date.now();
      const closing = await closingOf(job, deps);
      // The shell notes a hop's times in the next job; after settle there is none, so they are noted here.
      const settle = {
        queueMs: job.timings.settle?.queueMs ?? Math.max(0, started - job.enqueuedAt),
        workMs: (job.timings.settle?.workMs ?? 0) + (Date.now() - started),
        attempts: (job.timings.settle?.attempts ?? 0) + 1,
      };
      const timings = { ...job.timings, settle };
      const first = await closeRow(deps.db, { ...closing, timings });
      activeSpan()?.setAttribute(attributes.next, first ? job.outcome.status : 'late');
      return { to: 'done' };
    },
  });

/** Calls to a judge were booked on the run's budget by an estimate; whoever closes the row first knows better. */
const closeRow = async (db: Database, closing: Closing): Promise<boolean> => {
  const more = (closing.verdict?.asked ?? []).reduce(
    (sum, { tokens, reserved }) => sum + (reserved === undefined ? 0 : (tokens ?? reserved) - reserved),
    0,
  );
  if (more === 0) return close(db, closing);
  return db.transaction(async (tx) => {
    const first = await close(tx, closing);
    if (first) await correctJudgeTokens(tx, closing.rowId, more);
    return first;
  });
};

/** What is known of the way, whatever its end. */
const wayOf = (job: Payload<'settle'>): Omit<Closing, 'status'> => ({
  rowId: job.rowId,
  epoch: job.epoch,
  attempts: Math.max(0, ...Object.values(job.timings).map((timing) => timing?.attempts ?? 0)),
  modelCalls: job.modelCalls,
  timings: job.timings,
  prompt: job.prompt,
  evidence: job.evidence,
  generated: job.generated,
  redactions: job.masked?.redactions,
  redactionVersion: job.masked?.policyVersion,
});

const closingOf = async (job: Payload<'settle'>, deps: SettleDeps): Promise<Closing> => {
  const { outcome } = job;
  const way = wayOf(job);
  if (outcome.status === 'failed') {
    const failure = fromRecord(outcome.failure as Parameters<typeof fromRecord>[0]);
    return { ...way, status: 'failed', failure: { ...failure.toRecord(), hop: outcome.hop } };
  }
  try {
    const restored = await restoreDocument(job, outcome.answer, deps);
    return {
      ...way,
      ...restored,
      status: outcome.status,
      abstainedBy: outcome.status === 'abstained' ? outcome.reason : undefined,
    };
  } catch (thrown) {
    const failure = asFailure(thrown, 'settle.failed', 'settle');
    if (failure.retryable) throw failure;
    return { ...way, status: 'failed', failure: { ...failure.toRecord(), hop: 'settle' } };
  }
};
