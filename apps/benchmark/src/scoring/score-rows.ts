import type { ExpectationView, RowView } from '@rollcall/ledger';
import type { Evidence, Verdict, VerdictAction } from '@rollcall/pipeline';
import { countLeaked, type Planted } from './leaked.ts';
import { sum } from './percentile.ts';
import { scoreOutcome } from './squad.ts';

/** One line of `rows.jsonl`: what a document's row says, and what it is worth. Times in milliseconds. */
export type ScoredRow = {
  id: string;
  rowId: string;
  status: RowView['status'];
  answer: string | null;
  expected: string[];
  answerable: boolean;
  em: number;
  f1: number;
  /** The grounder's word on the answer; null where there is none. */
  grounded: boolean | null;
  groundedScore: number | null;
  /** Passages that were left out of the prompt because they bring nothing to the question. */
  dropped: number;
  /** What was done by the verdict, where the policy is to do something. */
  action: VerdictAction['did'] | null;
  /** Verifiers that were asked besides the built-in one, and those that could not be. */
  asked: { verifier: string; claims: number }[];
  degradedBy: { verifier: string; code: string }[];
  citations: unknown[];
  /** Entity type -> distinct values masked. */
  redactions: Record<string, number>;
  /** Planted values, of every document that the masked prompt quotes, that stand in it: none is the goal. */
  leaked: number;
  leakedByType: Record<string, number>;
  attempts: number;
  failure: { code: string; hop: string | null; message: string } | null;
  abstainedBy: string | null;
  modelCalls: number;
  hops: Record<string, { queueMs: number; workMs: number; attempts: number }>;
  ttftMs: number | null;
  promptTokens: number | null;
  completionTokens: number | null;
  traceId: string | null;
  epoch: number;
};

/** Passage id -> the document, by the dataset's id, that it was cut from. */
export type DocumentOfPassage = ReadonlyMap<string, string>;

/**
 * Scores a run's rows against what was expected of them. A prompt quotes passages of several documents: what
 * was planted in any of them must not stand in it.
 */
export const scoreRows = (
  rows: RowView[],
  expectations: ExpectationView[],
  documentOf: DocumentOfPassage,
): ScoredRow[] => {
  const expected = new Map(expectations.map((expectation) => [expectation.rowId, expectation]));
  const planted = new Map(rows.map((row) => [row.documentId, expected.get(row.id)?.planted ?? []]));
  return rows.map((row) => {
    const sources = (row.maskedPrompt?.sources ?? []).map((passage) => documentOf.get(passage));
    const documents = new Set([row.documentId, ...sources]);
    const within = [...documents].flatMap((document) => planted.get(document ?? null) ?? []);
    return scoreRow(row, expected.get(row.id), within);
  });
};

const scoreRow = (row: RowView, expectation: ExpectationView | undefined, planted: Planted[]): ScoredRow => {
  const expected = expectation ?? { answers: [], answerable: false };
  const prompt = (row.maskedPrompt?.messages ?? []).map((message) => message.content).join('\n');
  const leakedByType = countLeaked(planted, prompt);
  const verdict = row.verdict as Partial<Verdict> | null;
  const evidence = row.evidence as Partial<Evidence> | null;
  return {
    id: row.documentId ?? row.id,
    rowId: row.id,
    status: row.status,
    answer: row.answer,
    expected: expected.answers,
    answerable: expected.answerable,
    ...scoreOutcome(row, expected),
    grounded: verdict?.supported ?? null,
    groundedScore: verdict?.score ?? null,
    dropped: evidence?.dropped?.length ?? 0,
    action: verdict?.action?.did ?? null,
    asked: (verdict?.asked ?? []).map(({ verifier, claims }) => ({ verifier, claims })),
    degradedBy: verdict?.degradedBy ?? [],
    citations: row.citations ?? [],
    redactions: row.redactions ?? {},
    leaked: sum(Object.values(leakedByType)),
    leakedByType,
    attempts: row.attempts,
    failure: row.failure && { code: row.failure.code, hop: row.failure.hop, message: row.failure.message },
    abstainedBy: row.abstainedBy,
    modelCalls: row.modelCalls,
    hops: row.timings ?? {},
    ttftMs: row.ttftMs,
    promptTokens: row.promptTokens,
    completionTokens: row.completionTokens,
    traceId: row.traceId,
    epoch: row.epoch,
  };
};
