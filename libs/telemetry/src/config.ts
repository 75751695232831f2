import { z } from 'zod';

const schema = z.object({
  /** Name of the process in traces, logs and metrics. */
  OTEL_SERVICE_NAME: z.string().default('rollcall'),
  /** Standard: where spans go over OTLP; nothing is sent where neither is set. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.string().optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z.string().optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: z.string().optional(),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: z.string().optional(),
  OTEL_SDK_DISABLED: z.string().optional(),
  /** The console's OTLP address (`http://host:port/v1/traces`): spans for `rollcall trace`. */
  ROLLCALL_TRACES_URL: z.url().optional(),
  /** Proof towards other services of the stack. */
  ROLLCALL_SERVICE_TOKEN: z.string().optional(),
  /** Ended spans that wait for export; the burst of a run's start fits. */
  ROLLCALL_SPAN_BUFFER: z.coerce.number().int().positive().default(20_000),
  ROLLCALL_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

export type TelemetryConfig = z.infer<typeof schema>;

/** What telemetry reads of the environment. Throws a ZodError on a value of the wrong form. */
export const readTelemetryConfig = (env: NodeJS.ProcessEnv = process.env): TelemetryConfig =>
  schema.parse(env);
