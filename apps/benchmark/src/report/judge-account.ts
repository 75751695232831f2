import type { RunView } from '@rollcall/ledger';
import { sum } from '../scoring/percentile.ts';
import type { ScoredRow } from '../scoring/score-rows.ts';

/** What the judge of a run was asked and what that cost. */
export type JudgeSummary = {
  /** Its model's name; null where the run does not know it and no verdict names it. */
  model: string | null;
  /** Calls that were booked on the run, failed ones included. */
  calls: number;
  /** Calls that the run may still make; null where none was booked. */
  callsLeft: number | null;
  /** Tokens of prompts and answers; of rows that are open, and of calls that failed, by estimate. */
  tokens: number;
  /** Claims that it has scored, over all rows. */
  claims: number;
  /** Verdicts that had to do without it, by code. */
  degradedByCode: Record<string, number>;
};

/** As the grounder names a judge in its verdicts, before its model. */
const judgePrefix = 'judge/';
const isJudge = ({ verifier }: { verifier: string }): boolean => verifier.startsWith(judgePrefix);

/** The judge's part of a summary; null where the run had none. */
export const judgeSummary = (
  { judge: account, settings }: Pick<RunView, 'judge' | 'settings'>,
  rows: readonly ScoredRow[],
): JudgeSummary | null => {
  const asked = rows.flatMap((row) => row.asked).filter(isJudge);
  const degraded = rows.flatMap((row) => row.degradedBy).filter(isJudge);
  const { judge: known } = settings as { judge?: { model: string } };
  const named = [...asked, ...degraded][0]?.verifier.slice(judgePrefix.length);
  const model = known?.model ?? named;
  if (model === undefined && account === null) return null;
  const byCode = Map.groupBy(degraded, ({ code }) => code);
  return {
    model: model ?? null,
    calls: account?.calls ?? 0,
    callsLeft: account && Math.max(0, account.mostCalls - account.calls),
    tokens: account?.tokens ?? 0,
    claims: sum(asked.map(({ claims }) => claims)),
    degradedByCode: Object.fromEntries(
      [...byCode]
        .map(([code, all]): [string, number] => [code, all.length])
        .sort(([a], [b]) => a.localeCompare(b)),
    ),
  };
};
