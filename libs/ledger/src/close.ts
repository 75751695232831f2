import type { FailureRecord } from '@rollcall/failures';
import type { Evidence, Generated, Hop, HopTiming, PassageRef, Prompt, Verdict } from '@rollcall/pipeline';
import type { Queryable } from '@rollcall/postgres';

/** How a row ends and everything that is known of its way. Texts are restored: this goes to Postgres only. */
export type Closing = {
  rowId: string;
  epoch: number;
  status: 'answered' | 'abstained' | 'failed' | 'lost';
  answer?: string | undefined;
  abstainedBy?: 'evidence' | 'model' | 'verdict' | undefined;
  failure?: (FailureRecord & { hop?: Hop | undefined }) | undefined;
  attempts?: number;
  modelCalls?: number;
  retrieved?: PassageRef[] | undefined;
  prompt?: Prompt | undefined;
  evidence?: Evidence | undefined;
  generated?: Generated | undefined;
  verdict?: Verdict | undefined;
  citations?: unknown[] | undefined;
  redactions?: Record<string, number> | undefined;
  /** Version of the policy that the document was masked by. */
  redactionVersion?: number | undefined;
  timings?: Record<string, HopTiming> | undefined;
};

const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));

/**
 * Closes a row, once: the first close of its epoch wins. Returns false for a late one, which is counted
 * in `row_attempts` (with the model calls that it cost) and changes nothing else.
 */
export const close = async (db: Queryable, closing: Closing): Promise<boolean> => {
  const { failure, generated } = closing;
  const { count } = await db.query({
    name: 'ledger.close',
    text: `UPDATE rollcall.rows SET status = $3, closed_at = now(), touched_at = now(),
             answer = $4, abstained_by = $5,
             failure_code = $6, failure_message = $7, failure_hop = $8, failure_details = $9,
             hop = coalesce($10, hop), attempts = $11, model_calls = model_calls + $12,
             masked_prompt = $13, evidence = $14, verdict = $15, citations = $16, redactions = $17,
             timings = $18, model = $19, finish_reason = $20, prompt_tokens = $21,
             completion_tokens = $22, ttft_ms = $23, redaction_version = $24
           WHERE id = $1 AND epoch = $2 AND status = 'open'`,
    values: [
      closing.rowId,
      closing.epoch,
      closing.status,
      closing.answer ?? null,
      closing.abstainedBy ?? null,
      failure?.code ?? null,
      failure?.message ?? null,
      failure?.hop ?? null,
      json(failure?.details),
      failure?.hop ?? 'settle',
      closing.attempts ?? 0,
      closing.modelCalls ?? 0,
      json(closing.prompt),
      json(closing.evidence),
      json(closing.verdict),
      json(closing.citations),
      json(closing.redactions),
      json(closing.timings),
      generated?.model ?? null,
      generated?.finishReason ?? null,
      generated?.usage?.promptTokens ?? null,
      generated?.usage?.completionTokens ?? null,
      generated?.ttftMs ?? null,
      closing.redactionVersion ?? null,
    ],
    together: { key: closing.rowId, atOnce: 'one' },
  });
  if (count === 1) return true;
  await db.query({
    name: 'ledger.count_late_close',
    text: `INSERT INTO rollcall.row_attempts (row_id, epoch, kind, status, failure_code, hop, model_calls)
           SELECT id, $2, 'late_close', $3, $4, $5, $6 FROM rollcall.rows WHERE id = $1`,
    values: [
      closing.rowId,
      closing.epoch,
      closing.status,
      failure?.code ?? null,
      failure?.hop ?? 'settle',
      closing.modelCalls ?? 0,
    ],
  });
  return false;
};
