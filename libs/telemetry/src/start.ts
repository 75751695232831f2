import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  type SpanExporter,
  type SpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';
import type { TelemetryConfig } from './config.ts';
import { redacting } from './redacting-processor.ts';

let running:
  | { provider: TracerProvider; undici: UndiciInstrumentation; processors: SpanProcessor[] }
  | undefined;

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
 * model and server spans are written by hand at the one place where each of them happens. The parts are put together
 * here: the SDK for Node brings every exporter of metrics and logs along, 12 MB in each service.
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
  const provider = new TracerProvider({
    resource: defaultResource().merge(
      resourceFromAttributes({ [ATTR_SERVICE_NAME]: config.OTEL_SERVICE_NAME }),
    ),
    spanProcessors: processors,
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(
    new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] }),
  );
  // Without anybody to export to no span is recorded.
  if (processors.length > 0) trace.setGlobalTracerProvider(provider);
  const undici = new UndiciInstrumentation({ requireParentforSpans: true });
  undici.setTracerProvider(trace.getTracerProvider());
  running = { provider, undici, processors };
};

/** Sends what is buffered and stops; bounded by `timeoutMs`, so that a dead collector never holds up an exit. */
export const stopTelemetry = async (timeoutMs = 5000): Promise<void> => {
  const stopping = running;
  if (!stopping) return;
  running = undefined;
  const late = new Promise<void>((resolve) => {
    setTimeout(resolve, timeoutMs).unref();
  });
  stopping.undici.disable();
  await Promise.race([stopping.provider.shutdown().catch(ignoreExportFailure), late]);
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
