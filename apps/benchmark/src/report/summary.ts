import type { RunView } from '@rollcall/ledger';
import { type CollectionPolicy, type GroundingPolicy, hops } from '@rollcall/pipeline';
import { type StopReason, stopInWords } from '../run/stop-rules.ts';
import { mean, percentile, sum } from '../scoring/percentile.ts';
import type { ScoredRow } from '../scoring/score-rows.ts';
import { type JudgeSummary, judgeSummary } from './judge-account.ts';
import { sufficiencyWords } from './policy-words.ts';

export type Spread = { count: number; p50: number | null; p95: number | null; p99: number | null };

/** `summary.json`. Counts are rows; shares are 0 to 1; times in milliseconds unless the name says otherwise. */
export type Summary = {
  run: string;
  dataset: string;
  datasetSha256: string;
  model: string | null;
  openedAt: string;
  /** How the run was ended before its documents were, in words; null where it was not. */
  ended: string | null;
  documents: number;
  answered: number;
  abstained: number;
  failed: number;
  lost: number;
  open: number;
  /** Planted values found in masked prompts, over all rows. */
  leaked: number;
  em: number | null;
  f1: number | null;
  answerable: { documents: number; em: number | null; f1: number | null };
  unanswerable: { documents: number; declined: number };
  grounded: { checked: number; supported: number };
  /** What the collection's policy does about passages and answers, and how often it did; passages are counted one by one. */
  policy: {
    sufficiency: string;
    abstained: number;
    passagesDropped: number;
    grounding: GroundingPolicy | null;
    actions: Record<string, number>;
  };
  /** Null where no judge was asked besides the built-in verifier. */
  judge: JudgeSummary | null;
  failuresByCode: Record<string, number>;
  leakedByType: Record<string, number>;
  redactionsByType: Record<string, number>;
  /** Rows that were opened again: a run with any of them ran longer than one that went through. */
  reopened: number;
  modelCalls: number;
  tokens: { prompt: number; completion: number };
  /** Every speed figure stands beside how many documents it is of. */
  speed: {
    completion: string;
    wallSeconds: number;
    documentsPerSecond: number | null;
    ttftMs: Spread;
    hops: Record<string, { queueMs: Spread; workMs: Spread }>;
  };
};

const spread = (values: number[]): Spread => ({
  count: values.length,
  p50: percentile(values, 50),
  p95: percentile(values, 95),
  p99: percentile(values, 99),
});

const addUp = (counts: Record<string, number>[]): Record<string, number> => {
  const total: Record<string, number> = {};
  for (const [key, count] of counts.flatMap((each) => Object.entries(each))) {
    total[key] = (total[key] ?? 0) + count;
  }
  return Object.fromEntries(Object.entries(total).sort(([a], [b]) => a.localeCompare(b)));
};

/** A cancelled run may have been stopped before: the later wish is told. */
const endOf = ({ cancelledAt, stoppedAt, stopReason }: RunView): string | null => {
  if (cancelledAt) return `cancelled ${cancelledAt.toISOString()}`;
  if (!stoppedAt) return null;
  return `stopped ${stoppedAt.toISOString()}: ${stopInWords(stopReason as StopReason)}`;
};

/** A run that was opened by an earlier version does not say what its collection's policy was. */
const policyOf = ({ settings }: RunView, rows: ScoredRow[]): Summary['policy'] => {
  const { abstain, drop, grounding } = settings as Partial<CollectionPolicy>;
  return {
    sufficiency: sufficiencyWords({ abstain, drop }),
    abstained: rows.filter((row) => row.abstainedBy === 'evidence').length,
    passagesDropped: sum(rows.map((row) => row.dropped)),
    grounding: grounding ?? null,
    actions: addUp(rows.flatMap((row) => (row.action === null ? [] : [{ [row.action]: 1 }]))),
  };
};

/**
 * The figures of a run. Completeness is counted against `run.documents`, never against the rows that
 * happen to exist: a row that is missing counts as open.
 *
 * @param wallMs from the first row's opening to the last one's close
 */
export const summarize = (run: RunView, rows: ScoredRow[], wallMs: number): Summary => {
  const having = (status: ScoredRow['status']) => rows.filter((row) => row.status === status).length;
  const answered = having('answered');
  const abstained = having('abstained');
  const failed = having('failed');
  const lost = having('lost');
  const closed = answered + abstained + failed + lost;
  const answerable = rows.filter((row) => row.answerable);
  const unanswerable = rows.filter((row) => !row.answerable);
  const checked = rows.filter((row) => row.grounded !== null);
  const settings = run.settings as { model?: string };
  const timings = (hop: string, part: 'queueMs' | 'workMs') =>
    rows.map((row) => row.hops[hop]?.[part]).filter((value) => value !== undefined);
  return {
    run: run.id,
    dataset: run.dataset,
    datasetSha256: run.datasetSha256,
    model: settings.model ?? null,
    openedAt: run.openedAt.toISOString(),
    ended: endOf(run),
    documents: run.documents,
    answered,
    abstained,
    failed,
    lost,
    open: run.documents - closed,
    leaked: sum(rows.map((row) => row.leaked)),
    em: mean(rows.map((row) => row.em)),
    f1: mean(rows.map((row) => row.f1)),
    answerable: {
      documents: answerable.length,
      em: mean(answerable.map((row) => row.em)),
      f1: mean(answerable.map((row) => row.f1)),
    },
    unanswerable: {
      documents: unanswerable.length,
      declined: unanswerable.filter((row) => row.status === 'abstained').length,
    },
    grounded: { checked: checked.length, supported: checked.filter((row) => row.grounded).length },
    policy: policyOf(run, rows),
    judge: judgeSummary(run, rows),
    failuresByCode: addUp(rows.flatMap((row) => (row.failure ? [{ [row.failure.code]: 1 }] : []))),
    leakedByType: addUp(rows.map((row) => row.leakedByType)),
    redactionsByType: addUp(rows.map((row) => row.redactions)),
    reopened: rows.filter((row) => row.epoch > 1).length,
    modelCalls: sum(rows.map((row) => row.modelCalls)),
    tokens: {
      prompt: sum(rows.map((row) => row.promptTokens ?? 0)),
      completion: sum(rows.map((row) => row.completionTokens ?? 0)),
    },
    speed: {
      completion: `${closed} of ${run.documents}`,
      wallSeconds: Math.round(wallMs) / 1000,
      documentsPerSecond: wallMs > 0 && closed > 0 ? Math.round((closed / wallMs) * 1e5) / 100 : null,
      ttftMs: spread(rows.map((row) => row.ttftMs).filter((value) => value !== null)),
      hops: Object.fromEntries(
        hops.map((hop) => [
          hop,
          { queueMs: spread(timings(hop, 'queueMs')), workMs: spread(timings(hop, 'workMs')) },
        ]),
      ),
    },
  };
};

/** 0 complete, 3 incomplete: some row failed, was lost or is still open. */
export const exitStatusOf = (summary: Summary): 0 | 3 =>
  summary.answered + summary.abstained === summary.documents ? 0 : 3;
