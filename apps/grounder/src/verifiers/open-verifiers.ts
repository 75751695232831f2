import type { Breaker } from '@rollcall/breaker';
import type { Log } from '@rollcall/telemetry';
import type { GrounderConfig } from '../config.ts';
import { openCrossEncoder } from './cross-encoder.ts';
import { createJudge } from './judge.ts';
import { openJudgeBudget } from './judge-budget.ts';
import { openJudgeEndpoint } from './judge-endpoint.ts';
import type { Verifier } from './verifier.ts';

export type OpenVerifiers = {
  /** The cheaper first. */
  list: Verifier[];
  breakers: Breaker[];
  /** The longest that they may take for one answer together, in milliseconds; 0 for none. */
  longestMs: number;
};

/**
 * The verifiers besides the built-in one that the settings name: none by default. Throws `encoder.*` for a
 * cross-encoder that cannot be used.
 */
export const openVerifiers = async (config: GrounderConfig, log: Log): Promise<OpenVerifiers> => {
  const opened: OpenVerifiers = { list: [], breakers: [], longestMs: 0 };
  if (config.CROSS_ENCODER_MODEL !== undefined) {
    const { verifier } = await openCrossEncoder({
      model: config.CROSS_ENCODER_MODEL,
      dtype: config.CROSS_ENCODER_DTYPE,
      label: config.CROSS_ENCODER_LABEL,
      timeoutMs: config.CROSS_ENCODER_TIMEOUT_MS,
    });
    opened.list.push(verifier);
    opened.longestMs += config.CROSS_ENCODER_TIMEOUT_MS;
  }
  if (config.JUDGE_URL !== undefined && config.JUDGE_MODEL !== undefined) {
    const endpoint = openJudgeEndpoint({
      url: config.JUDGE_URL,
      apiKey: config.JUDGE_API_KEY,
      model: config.JUDGE_MODEL,
      maxTokens: config.JUDGE_MAX_TOKENS,
      maxTokensField: config.JUDGE_MAX_TOKENS_FIELD,
      temperature: config.JUDGE_TEMPERATURE === 'none' ? undefined : config.JUDGE_TEMPERATURE,
      jsonMode: config.JUDGE_JSON_MODE === '1',
      log,
    });
    const budget = openJudgeBudget({
      url: config.GATEWAY_URL,
      token: config.ROLLCALL_SERVICE_TOKEN,
      mostCalls: config.JUDGE_RUN_CALLS,
      mostTokens: config.JUDGE_RUN_TOKENS,
      log,
    });
    opened.list.push(
      createJudge({
        endpoint,
        model: config.JUDGE_MODEL,
        timeoutMs: config.JUDGE_TIMEOUT_MS,
        promptTokens: config.JUDGE_PROMPT_TOKENS,
        trusted: config.JUDGE_TRUSTED === '1',
        budget,
      }),
    );
    opened.breakers.push(endpoint.breaker, budget.breaker);
    opened.longestMs += config.JUDGE_TIMEOUT_MS;
  }
  return opened;
};
