import { Failure } from '@rollcall/failures';
import type { JudgeBudget } from './judge-budget.ts';
import type { JudgeEndpoint } from './judge-endpoint.ts';
import { judgePrompt } from './judge-prompt.ts';
import type { Verifier, VerifyContext } from './verifier.ts';

/** Time that is left for passing the verdict on, in milliseconds. */
const afterwardsMs = 500;

export type JudgeOptions = {
  endpoint: JudgeEndpoint;
  model: string;
  /** Longest wait for its answer, in milliseconds. */
  timeoutMs: number;
  /** Most tokens of its prompt, as `estimateTokens` counts them. */
  promptTokens: number;
  /** It may see texts that were not masked. */
  trusted: boolean;
  /** Asked before each call for a row; undefined where nothing bounds a run. */
  budget?: JudgeBudget | undefined;
};

/**
 * A language model as a verifier: one call for all uncertain claims of an answer, within the run's budget and the
 * document's time. Throws the catalogue's `judge.*`; a call that will not be made costs nothing.
 */
export const createJudge = (options: JudgeOptions): Verifier => {
  const { endpoint, model, budget } = options;
  return {
    name: `judge/${model}`,
    mayAsk: ({ unmasked }) => !unmasked || options.trusted,
    verify: async (claims, context, signal) => {
      endpoint.demandReady();
      const prompt = judgePrompt(claims, context, options.promptTokens);
      const reserved = prompt.promptTokens + prompt.answerTokens;
      if (context.row !== undefined) await budget?.reserve(context.row, reserved, signal);
      const { scores, usage } = await endpoint.ask(prompt.messages, claims.length, {
        timeoutMs: timeLeft(context, options.timeoutMs),
        signal,
      });
      const tokens = usage === undefined ? reserved : usage.promptTokens + usage.completionTokens;
      return { scores, tokens, reserved };
    },
  };
};

/** Throws `judge.timeout` where the document has no time for a call. */
const timeLeft = ({ deadlineAt }: VerifyContext, timeoutMs: number): number => {
  const left = (deadlineAt ?? Number.POSITIVE_INFINITY) - Date.now() - afterwardsMs;
  if (left <= 0) throw new Failure('judge.timeout', { details: { limit: 'deadline' } });
  return Math.min(timeoutMs, left);
};
