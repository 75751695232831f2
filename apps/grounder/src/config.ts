import { queueSettings, readSettings, serviceSettings } from '@rollcall/service';
import { z } from 'zod';
import { defaultThreshold } from './support.ts';
import { defaultBand } from './verifiers/uncertain-claims.ts';

const SECOND = 1000;

const positive = z.coerce.number().int().positive();
const flag = z.enum(['0', '1']);

/** A language model that is asked about uncertain claims: only where there is an endpoint (docs/verifiers.md). */
const judgeSettings = {
  /** An OpenAI-compatible endpoint, its `/v1` included. */
  JUDGE_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Bearer key for the endpoint; no `authorization` is sent without one. */
  JUDGE_API_KEY: z.string().optional(),
  JUDGE_MODEL: z.string().min(1).max(200).optional(),
  /** Longest wait for its answer, in milliseconds. */
  JUDGE_TIMEOUT_MS: positive.max(120 * SECOND).default(10 * SECOND),
  /** Most tokens of its prompt, as `estimateTokens` counts them. */
  JUDGE_PROMPT_TOKENS: positive.min(512).default(4000),
  /** Most tokens of its answer, thoughts of a reasoning model included, and the request's field that says so. */
  JUDGE_MAX_TOKENS: positive.default(2048),
  JUDGE_MAX_TOKENS_FIELD: z.enum(['max_tokens', 'max_completion_tokens']).default('max_tokens'),
  /** `none` sends none: reasoning models refuse it. */
  JUDGE_TEMPERATURE: z.union([z.literal('none'), z.coerce.number().min(0).max(2)]).default(0),
  /** `0` for an endpoint that refuses `response_format`. */
  JUDGE_JSON_MODE: flag.default('1'),
  /** `1`: it may see texts that are not masked: collections without redaction, and calls of `POST /v1/ground`. */
  JUDGE_TRUSTED: flag.default('0'),
  /** What one run may spend on it: calls, and tokens of prompts and answers. */
  JUDGE_RUN_CALLS: z.coerce.number().int().nonnegative().default(1000),
  JUDGE_RUN_TOKENS: z.coerce.number().int().nonnegative().default(2_000_000),
  /** The gateway, which keeps count of that in the ledger. */
  GATEWAY_URL: z.url({ protocol: /^https?$/ }).default('http://127.0.0.1:7400'),
};

/** A cross-encoder that is run here: only where the user has installed the package and names a model. */
const encoderSettings = {
  /** A folder with an ONNX sequence classifier, or the name of one that `@huggingface/transformers` downloads. */
  CROSS_ENCODER_MODEL: z.string().min(1).max(500).optional(),
  /** Precision of its weights. */
  CROSS_ENCODER_DTYPE: z.string().min(1).max(20).default('q8'),
  /** The label whose probability is the score; `entailment` or another usual name of it where not set. */
  CROSS_ENCODER_LABEL: z.string().min(1).max(100).optional(),
  /** Longest wait for the scores of one answer, in milliseconds. */
  CROSS_ENCODER_TIMEOUT_MS: positive.default(5 * SECOND),
};

const settings = serviceSettings
  .extend(queueSettings.shape)
  .extend({
    /** Most tokens of a prompt, as `estimateTokens` counts them: the model's context less its answer. */
    PROMPT_TOKENS: z.coerce.number().int().min(256).default(6000),
    /** Least score of a supported claim, 0 to 1. */
    GROUNDING_THRESHOLD: z.coerce.number().min(0).max(1).default(defaultThreshold),
    /** Claims whose score is nearer to the threshold than this go to the verifiers besides the built-in one. */
    GROUNDING_BAND: z.coerce.number().min(0).max(1).default(defaultBand),
  })
  .extend(judgeSettings)
  .extend(encoderSettings)
  .superRefine(({ JUDGE_URL, JUDGE_MODEL }, context) => {
    if (JUDGE_URL === undefined || JUDGE_MODEL !== undefined) return;
    context.addIssue({ code: 'custom', path: ['JUDGE_MODEL'], message: 'JUDGE_URL needs a model' });
  });

export type GrounderConfig = z.infer<typeof settings>;

/** Reads the grounder's environment. Throws `config.invalid` that names every mistake. */
export const readConfig = (env?: Record<string, string | undefined>): GrounderConfig =>
  readSettings(settings, env);
