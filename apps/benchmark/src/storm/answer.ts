import { isFailureCode } from '@rollcall/failures';
import { z } from 'zod';

/**
 * How a request ended, as its caller sees it. `refused` is an error with a code. The kinds after it are what a
 * benchmark easily takes for an answer, and how the incident hid: a 200 without a body, something that is not
 * JSON, JSON that names no row, an error without a code, a connection that ended.
 */
export const answerKinds = [
  'answered',
  'abstained',
  'refused',
  'empty_body',
  'not_json',
  'no_row',
  'no_code',
  'no_answer',
] as const;

export type AnswerKind = (typeof answerKinds)[number];

export type Answer = {
  kind: AnswerKind;
  /** Of a refusal: the catalogue's code. Of no answer: the system's, such as `ECONNRESET`. */
  code?: string;
  rowId?: string;
};

const good = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string().min(1) }) })).min(1),
  rollcall: z.object({ rowId: z.string().min(1), outcome: z.enum(['answered', 'abstained']) }),
});

/** An abstention of a policy may have no text. */
const abstention = z.object({
  rollcall: z.object({ rowId: z.string().min(1), outcome: z.literal('abstained') }),
});

const bad = z.object({
  error: z.object({
    code: z.string(),
    details: z.looseObject({ rowId: z.string().optional() }).optional(),
  }),
});

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

/** Judges an HTTP answer by what it says, never by its status alone. */
export const readAnswer = (status: number, body: string): Answer => {
  if (body.trim() === '') return { kind: 'empty_body' };
  const value = parsed(body);
  if (value === undefined) return { kind: 'not_json' };
  if (status >= 400) {
    const refusal = bad.safeParse(value);
    if (!refusal.success || !isFailureCode(refusal.data.error.code)) return { kind: 'no_code' };
    const { code, details } = refusal.data.error;
    return { kind: 'refused', code, ...(details?.rowId === undefined ? {} : { rowId: details.rowId }) };
  }
  const answer = good.safeParse(value);
  if (answer.success) return { kind: answer.data.rollcall.outcome, rowId: answer.data.rollcall.rowId };
  const none = abstention.safeParse(value);
  if (none.success) return { kind: 'abstained', rowId: none.data.rollcall.rowId };
  return { kind: 'no_row' };
};

/**
 * When a refused request may be sent again, in milliseconds; undefined where the answer is the last word.
 * `Retry-After` in seconds is what the gateway sends; the share that is added sets the callers apart, which
 * would otherwise all come back at once.
 */
export const tryAgainAfterMs = (
  status: number,
  retryAfter: string | undefined,
  random: () => number = Math.random,
): number | undefined => {
  if (status !== 429) return undefined;
  const seconds = Number(retryAfter);
  const wait = Number.isFinite(seconds) && seconds > 0 ? seconds : 1;
  return Math.round(wait * 1000 * (1 + 0.5 * random()));
};
