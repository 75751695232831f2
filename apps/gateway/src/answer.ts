import { fromRecord } from '@rollcall/failures';
import type { RowView } from '@rollcall/ledger';
import type { VerdictAction } from '@rollcall/pipeline';

/** The `rollcall` part of an answer: what happened to the document besides its text. */
export const rollcallPart = (row: RowView) => ({
  rowId: row.id,
  traceId: row.traceId,
  outcome: row.status,
  ...(row.abstainedBy === null ? {} : { abstainedBy: row.abstainedBy }),
  citations: row.abstainedBy === 'verdict' ? [] : (row.citations ?? []),
  evidence: row.evidence,
  grounding: groundingPart(row),
  redactions: row.redactions ?? {},
  ...(row.redactionVersion === null ? {} : { redactionPolicy: row.redactionVersion }),
  timings: Object.fromEntries(
    Object.entries(row.timings ?? {}).map(([hop, { queueMs, workMs }]) => [
      hop,
      Math.round(queueMs + workMs),
    ]),
  ),
});

/**
 * The verdict as the caller sees it. What was withheld of an answer, the claims of all of it or the sentences that
 * were taken out, is withheld here too; the operator sees it in the console.
 */
const groundingPart = (row: RowView) => {
  if (row.verdict === null) return null;
  const { action, ...verdict } = row.verdict as { action?: VerdictAction };
  return {
    ...verdict,
    ...(row.abstainedBy === 'verdict' ? { claims: [] } : {}),
    ...(action === undefined ? {} : { action: withoutTexts(action) }),
  };
};

const withoutTexts = ({ removed, ...action }: VerdictAction) => ({
  ...action,
  ...(removed === undefined ? {} : { removed: removed.map(({ text: _text, ...why }) => why) }),
});

/** A closed row as OpenAI's chat completion; throws the row's failure where it has no answer. */
export const chatCompletion = (row: RowView) => {
  if (row.failure) {
    throw fromRecord({
      code: row.failure.code,
      ...(row.failure.hop === null ? {} : { stage: row.failure.hop }),
      details: { ...row.failure.details, rowId: row.id },
    });
  }
  return {
    id: `chatcmpl-${row.id}`,
    object: 'chat.completion',
    created: Math.floor(row.openedAt.getTime() / 1000),
    model: row.model ?? 'none',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: row.answer ?? '', refusal: null },
        finish_reason: row.finishReason ?? 'stop',
        logprobs: null,
      },
    ],
    usage: {
      prompt_tokens: row.promptTokens ?? 0,
      completion_tokens: row.completionTokens ?? 0,
      total_tokens: (row.promptTokens ?? 0) + (row.completionTokens ?? 0),
    },
    rollcall: rollcallPart(row),
  };
};

/** A row as `GET /v1/jobs/{rowId}` and the rows of a run show it. */
export const rowAnswer = (row: RowView) => ({
  ...rollcallPart(row),
  status: row.status,
  runId: row.runId,
  documentId: row.documentId,
  answer: row.answer,
  failure: row.failure,
  attempts: row.attempts,
  modelCalls: row.modelCalls,
  openedAt: row.openedAt,
  closedAt: row.closedAt,
});
