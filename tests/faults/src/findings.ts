import { isFailureCode } from '@rollcall/failures';
import type { Expectation } from './fault.ts';
import type { Summary } from './run-under-fire.ts';

/** What the ledger and Postgres say after a fault. */
export type Aftermath = {
  /** Of the run: rows, distinct documents, rows that are closed. */
  rows: number;
  distinct: number;
  closed: number;
  /** Failed and lost rows by code; `none` for one without. */
  codes: Record<string, number>;
  /** Connections of the services that are in the middle of something although nothing is under way. */
  busy: number;
  /** Services with more connections than their role may have. */
  over: string[];
};

export type Outcome = { exit: number | null; summary: Summary; modelRequests: number | undefined };

/** What is not as it must be, in words; empty where all is well. */
export const findings = (expected: Expectation, outcome: Outcome, after: Aftermath): string[] => {
  const { summary, exit, modelRequests } = outcome;
  const good = summary.answered + summary.abstained;
  const most = expected.modelCalls;
  return [
    ...(after.rows === summary.documents ? [] : [`${after.rows} rows for ${summary.documents} documents`]),
    ...(after.distinct === after.rows ? [] : [`${after.rows - after.distinct} documents have two rows`]),
    ...(after.closed === after.rows ? [] : [`${after.rows - after.closed} rows are not closed`]),
    ...(good >= expected.answered
      ? []
      : [`${good} answered or abstained, at least ${expected.answered} expected`]),
    ...Object.keys(after.codes)
      .filter((code) => !isFailureCode(code))
      .map((code) => `a row failed without a code of the catalogue: ${code}`),
    ...Object.entries(after.codes)
      .filter(([code]) => !(expected.codes ?? []).includes(code) && good < summary.documents)
      .map(([code, count]) => `${count} rows failed with ${code}, which this fault does not cause`),
    ...(exit === expected.exit ? [] : [`the command ended with ${exit}, not ${expected.exit}`]),
    ...(most === undefined || modelRequests === undefined || modelRequests <= most
      ? []
      : [`the model was asked ${modelRequests} times, at most ${most} expected`]),
    ...(after.busy === 0 ? [] : [`${after.busy} connections are not back to idle`]),
    ...after.over.map((service) => `${service} has more connections than its share`),
  ];
};
