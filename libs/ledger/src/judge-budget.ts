import type { Queryable } from '@rollcall/postgres';

/** One call to a judge that is about to be made for a row, and what its run may spend in all. */
export type JudgeCall = {
  rowId: string;
  epoch: number;
  /** Of its prompt and answer, estimated. */
  tokens: number;
  mostCalls: number;
  mostTokens: number;
};

/**
 * Books a call on the run of a row; false where the run has not so much left, or the row is closed or of another
 * epoch. What the run may spend is kept beside it for its report. A row without a run has no budget. Atomic: of many that ask at once none gets what is not there.
 */
export const bookJudgeCall = async (db: Queryable, call: JudgeCall): Promise<boolean> => {
  const { rows } = await db.query<{ granted: boolean }>({
    name: 'ledger.book_judge_call',
    text: `WITH asking AS (
             SELECT run_id FROM rollcall.rows WHERE id = $1 AND epoch = $2 AND closed_at IS NULL
           ), booked AS (
             UPDATE rollcall.runs run SET judge_calls = judge_calls + 1, judge_tokens = judge_tokens + $3,
               judge_most_calls = $4, judge_most_tokens = $5
             FROM asking WHERE run.id = asking.run_id AND judge_calls < $4 AND judge_tokens + $3 <= $5
             RETURNING run.id
           )
           SELECT EXISTS (SELECT FROM booked) OR asking.run_id IS NULL AS granted FROM asking`,
    values: [call.rowId, call.epoch, call.tokens, call.mostCalls, call.mostTokens],
  });
  return rows[0]?.granted ?? false;
};

/** Corrects what was booked for a row's call by what it has cost: `tokens` more, or less where negative. */
export const correctJudgeTokens = async (db: Queryable, rowId: string, tokens: number): Promise<void> => {
  await db.query({
    name: 'ledger.correct_judge_tokens',
    text: `UPDATE rollcall.runs SET judge_tokens = greatest(0, judge_tokens + $2)
           WHERE id = (SELECT run_id FROM rollcall.rows WHERE id = $1)`,
    values: [rowId, tokens],
  });
};
