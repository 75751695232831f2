import { context, propagation, trace } from '@opentelemetry/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { BatchSpanProcessor, type SpanExporter, type SpanProcessor } from '@opentelemetry/sdk-trace';
import type { TelemetryConfig } from './config.ts';
import { redacting } from './redacting-processor.ts';

let running: { sdk: NodeSDK; processors: SpanProcessor[] } | undefined;

/** Exporters by the standard OTLP variables, plus the console's where its address is set. */
const exportersOf = (config: TelemetryConfig): SpanExporter[] => {
  const exporters: SpanExporter[] = [];
  if (config.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? config.OTEL_EXPORTER_OTLP_ENDPOINT) {
    const protocol = config.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ?? config.OTEL_EXPORTER_OTLP_PROTOCOL;
    exporters.push(protocol === 'http/json' ? new JsonExporter() : new ProtobufExporter());
  }
  if (config.ROLLCALL_TRACES_URL) {
    const token = config.ROLLCALL_SERVICE_TOKEN;
    exporters.push(
      new JsonExporter({
        url: config.ROLLCALL_TRACES_URL,
        ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
      }),
    );
  }
  return exporters;
};

/**
 * Starts tracing for this process; a second call does nothing. Outgoing HTTP is traced by the undici
 * instrumentation, which listens on a diagnostics channel and needs no module hooks; database, queue,
 * model and server spans are written by hand at the one place where each of them happens.
 */
export const startTelemetry = (config: TelemetryConfig, extra: SpanProcessor[] = []): void => {
  if (running || config.OTEL_SDK_DISABLED === 'true') return;
  const exporting = exportersOf(config).map(
    (exporter) =>
      new BatchSpanProcessor({
        exporter,
        maxQueueSize: config.ROLLCALL_SPAN_BUFFER,
        maxExportBatchSize: 1024,
        scheduledDelayMillis: 500,
      }),
  );
  const processors = [...exporting, ...extra].map(redacting);
  const sdk = new NodeSDK({
    serviceName: config.OTEL_SERVICE_NAME,
    autoDetectResources: false,
    spanProcessors: processors,
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: [new UndiciInstrumentation({ requireParentforSpans: true })],
  });
  sdk.start();
  running = { sdk, processors };
};

/** Sends what is buffered and stops; bounded by `timeoutMs`, so that a dead collector never holds up an exit. */
export const stopTelemetry = async (timeoutMs = 5000): Promise<void> => {
  const stopping = running;
  if (!stopping) return;
  running = undefined;
  const late = new Promise<void>((resolve) => {
    setTimeout(resolve, timeoutMs).unref();
  });
  await Promise.race([stopping.sdk.shutdown().catch(ignoreExportFailure), late]);
  // Without this a later start in the same process would go on with the stopped provider.
  for (const api of [trace, context, propagation]) api.disable();
};

/** Sends what is buffered now; used before somebody reads the trace. */
export const flushTelemetry = async (): Promise<void> => {
  await Promise.all(
    (running?.processors ?? []).map((processor) => processor.forceFlush().catch(ignoreExportFailure)),
  );
};

/** A collector that is away costs spans, never a document; the exporter itself has logged it. */
const ignoreExportFailure = (): void => {};
