import type { AnswerKind } from './answer.ts';
import type { Sample } from './sample.ts';

/** How a storm ended, in counts. The ledger's word and the callers' word are both kept: they must agree. */
export type Outcome = {
  documents: number;
  /** The ledger: the storm's rows by status. */
  rows: Sample['rows'];
  /** The ledger: rows that failed or were lost, by code. */
  failures: Record<string, number>;
  /** What the callers got, by kind; empty where the rows were enqueued without callers. */
  answers: Partial<Record<AnswerKind, number>>;
  /** Refusals that the callers got, by code. */
  refusals: Record<string, number>;
  /** Requests that got no answer, by the system's error code, such as `ECONNRESET`. */
  cuts: Record<string, number>;
  /** Requests that were sent again because the gateway said 429. */
  sentAgain: number;
  /** From the first request to the last answer or closed row; milliseconds. */
  stormMs: number;
  /** True when the queue was empty and every connection back before the wait for that was over. */
  cameToRest: boolean;
};

/** Documents that came back with an answer or with an abstention. */
export const answeredOf = ({ rows }: Pick<Outcome, 'rows'>): number => rows.answered + rows.abstained;
