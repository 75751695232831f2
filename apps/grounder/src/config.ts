import { queueSettings, readSettings, serviceSettings } from '@rollcall/service';
import { z } from 'zod';
import { defaultThreshold } from './support.ts';

const settings = serviceSettings.extend(queueSettings.shape).extend({
  /** Most tokens of a prompt, as `estimateTokens` counts them: the model's context less its answer. */
  PROMPT_TOKENS: z.coerce.number().int().min(256).default(6000),
  /** Least score of a supported claim, 0 to 1. */
  GROUNDING_THRESHOLD: z.coerce.number().min(0).max(1).default(defaultThreshold),
});

export type GrounderConfig = z.infer<typeof settings>;

/** Reads the grounder's environment. Throws `config.invalid` that names every mistake. */
export const readConfig = (env?: Record<string, string | undefined>): GrounderConfig =>
  readSettings(settings, env);
