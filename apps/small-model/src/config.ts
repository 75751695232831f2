import { readSettings, serviceSettings } from '@rollcall/service';
import { z } from 'zod';
import { behaviour } from './behaviour.ts';

const schema = serviceSettings.extend({
  /** Names under which the model answers, separated by commas. */
  SMALL_MODEL_IDS: z
    .string()
    .default('small-extractive')
    .transform((list) => list.split(',').map((id) => id.trim()))
    .pipe(z.array(z.string().min(1)).min(1)),
  /** How slow and how faulty the model starts: the JSON of `PUT /admin/faults`. */
  SMALL_MODEL_BEHAVIOUR: z
    .string()
    .default('{}')
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'not valid JSON' });
        return z.NEVER;
      }
    })
    .pipe(behaviour),
  /** Keeps the latest request bodies for `GET /admin/requests?bodies=1`: what a model gets to see. */
  SMALL_MODEL_RECORD_REQUESTS: z.stringbool().default(false),
  /** How many bodies are kept. */
  SMALL_MODEL_RECORD_LIMIT: z.coerce.number().int().positive().max(10_000).default(1000),
});

export type Config = z.infer<typeof schema>;

/** Reads the environment. Throws `config.invalid` with all its mistakes. */
export const readConfig = (env?: Record<string, string | undefined>): Config => readSettings(schema, env);
