import { Failure } from '@rollcall/failures';
import { z } from 'zod';

/** The part of a chat completion that counts; OpenAI's reference, "Create chat completion". */
const completion = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({ content: z.string().nullish() }),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
  usage: z
    .object({ prompt_tokens: z.int().nonnegative(), completion_tokens: z.int().nonnegative() })
    .nullish(),
});

/** What the judge was told to answer. Zod's numbers are finite: NaN and infinity are refused here. */
const judgement = z.object({
  claims: z.array(z.object({ n: z.int(), support: z.number().min(0).max(1) })),
});

export type Judgement = {
  /** One for each claim, in order. */
  scores: number[];
  usage: { promptTokens: number; completionTokens: number } | undefined;
};

/**
 * Reads a judge's answer, which nobody else has checked: a score between 0 and 1 for each of `count` claims, once.
 * Throws `judge.invalid` with `details.problem`; nothing of what it said is kept.
 */
export const readJudgement = (body: string, count: number): Judgement => {
  if (body.trim() === '') throw invalid('empty_body');
  const read = completion.safeParse(jsonOf(body, 'body_not_json'));
  if (!read.success) throw invalid('no_completion');
  const { choices, usage } = read.data;
  const { message, finish_reason: end } = choices[0]!;
  if (end === 'length') throw invalid('cut_off');
  const text = bare(message.content ?? '');
  if (text === '') throw invalid('empty_answer');
  const judged = judgement.safeParse(jsonOf(text, 'answer_not_json'));
  if (!judged.success) throw invalid('shape');
  const scores = new Map(judged.data.claims.map(({ n, support }) => [n, support]));
  const numbers = Array.from({ length: count }, (_, at) => at + 1);
  if (judged.data.claims.length !== count || !numbers.every((n) => scores.has(n))) throw invalid('claims');
  return {
    scores: numbers.map((n) => scores.get(n)!),
    usage: usage
      ? { promptTokens: usage.prompt_tokens, completionTokens: usage.completion_tokens }
      : undefined,
  };
};

export const invalid = (problem: string): Failure => new Failure('judge.invalid', { details: { problem } });

/** Reasoning models put their thoughts first, and many put a fence around JSON. */
const bare = (text: string): string => {
  const said = text.replace(/^\s*<think>[\s\S]*?<\/think>/, '').trim();
  return /^```(?:json)?\s*\n([\s\S]*?)\n?```$/.exec(said)?.[1]?.trim() ?? said;
};

/** The parser's message quotes the text and is dropped. */
const jsonOf = (text: string, problem: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(problem);
  }
};
