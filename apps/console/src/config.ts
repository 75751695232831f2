import { databaseSettings, readSettings, serviceSettings } from '@rollcall/service';
import { z } from 'zod';

const HOURS = 1;
const DAYS = 24 * HOURS;

const settings = serviceSettings.extend(databaseSettings.shape).extend({
  /** Spans are kept for this long after they were received; hours. */
  ROLLCALL_SPAN_RETENTION_HOURS: z.coerce
    .number()
    .positive()
    .max(3650 * DAYS)
    .default(3 * DAYS),
  /** Most spans kept, whatever their age; a document takes some 20. */
  ROLLCALL_SPAN_MAX: z.coerce.number().int().positive().default(2_000_000),
  /** Spans that may wait in memory for Postgres. */
  ROLLCALL_SPAN_QUEUE: z.coerce.number().int().positive().default(50_000),
  /** Another OTLP endpoint that gets a copy of every received request, as it came: `http(s)://host:port/v1/traces`. */
  FORWARD_OTLP_URL: z.url({ protocol: /^https?$/ }).optional(),
});

export type Config = z.infer<typeof settings>;

/** Reads the environment. Throws `config.invalid` with everything that is wrong. */
export const readConfig = (env?: Record<string, string | undefined>): Config => readSettings(settings, env);
