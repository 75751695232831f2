export { readTelemetryConfig, type TelemetryConfig } from './config.ts';
export { createLog, failureFields, type Log, type LogFields } from './log.ts';
export { attributes, exported } from './names.ts';
export {
  type Attributes,
  activeSpan,
  activeTraceId,
  activeTraceparent,
  beginSpan,
  detached,
  markFailed,
  type OpenSpan,
  type Span,
  type SpanOptions,
  traceIdOf,
  withSpan,
} from './span.ts';
export { flushTelemetry, startTelemetry, stopTelemetry } from './start.ts';
