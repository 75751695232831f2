import {
  type Attributes,
  type Context,
  context,
  INVALID_SPAN_CONTEXT,
  type ProxyTracerProvider,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { asFailure } from '@rollcall/failures';
import { attributes as names } from './names.ts';

export type { Attributes, Span };

const tracer = () => trace.getTracer('rollcall');

/** Takes what it is told and keeps nothing. */
const noSpan: Span = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

/** Whether spans go anywhere. Where nobody has started telemetry they would be made, and carried along, for nothing. */
const isTraced = (): boolean =>
  (trace.getTracerProvider() as ProxyTracerProvider).getDelegateTracer?.('rollcall') !== undefined;

export type SpanOptions = {
  kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  attributes?: Attributes;
  /** W3C trace context of the parent; the active span where undefined, none where null (a new trace). */
  parent?: string | null | undefined;
  /** W3C trace contexts that are linked, not followed. */
  links?: string[];
  startTime?: Date;
};

const kinds = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
};

const contextOf = (traceparent: string): Context => propagation.extract(ROOT_CONTEXT, { traceparent });

const parentContext = (parent: string | null | undefined): Context => {
  if (parent === undefined) return context.active();
  return parent === null ? ROOT_CONTEXT : contextOf(parent);
};

/** A span that is ended by hand: for work that ends with an event, such as a response that is closed. */
export type OpenSpan = { span: Span; run<T>(work: () => T): T };

/** Starts a span; the caller ends it. */
export const beginSpan = (name: string, options: SpanOptions): OpenSpan => {
  const parent = parentContext(options.parent);
  const links = (options.links ?? [])
    .map((link) => trace.getSpanContext(contextOf(link)))
    .filter((found) => found !== undefined)
    .map((found) => ({ context: found }));
  const span = tracer().startSpan(
    name,
    {
      kind: kinds[options.kind ?? 'internal'],
      attributes: options.attributes ?? {},
      links,
      ...(options.startTime === undefined ? {} : { startTime: options.startTime }),
    },
    parent,
  );
  return { span, run: (work) => context.with(trace.setSpan(parent, span), work) };
};

/**
 * Runs `work` inside a span and ends it. A thrown error sets the span's status and `error.type` to the
 * catalogue's code (never its message) and is thrown on.
 */
export const withSpan = async <T>(
  name: string,
  options: SpanOptions,
  work: (span: Span) => Promise<T> | T,
): Promise<T> => {
  if (!isTraced()) return work(noSpan);
  const { span, run } = beginSpan(name, options);
  try {
    return await run(() => work(span));
  } catch (thrown) {
    markFailed(span, thrown);
    throw thrown;
  } finally {
    span.end();
  }
};

/** Marks a span as failed with the catalogue's code. */
export const markFailed = (span: Span, thrown: unknown): void => {
  const failure = asFailure(thrown);
  span.setAttribute('error.type', failure.code);
  if (failure.origin) span.setAttribute(names.errorClass, failure.origin.class);
  span.setStatus({ code: SpanStatusCode.ERROR });
};

/** The active span's W3C trace context, or undefined where nothing is traced. */
export const activeTraceparent = (): string | undefined => {
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent;
};

/** The active span's trace id (32 hex digits), or undefined where nothing is traced. */
export const activeTraceId = (): string | undefined => {
  const id = trace.getSpanContext(context.active())?.traceId;
  return id === undefined || /^0+$/.test(id) ? undefined : id;
};

/** The trace id inside a W3C trace context. */
export const traceIdOf = (traceparent: string): string | undefined =>
  /^[0-9a-f]{2}-([0-9a-f]{32})-/.exec(traceparent)?.[1];

/** The active span, to add attributes to; undefined where nothing is traced. */
export const activeSpan = (): Span | undefined => trace.getSpan(context.active());

/** Runs `work` without an active span: for loops that outlive the request that started them. */
export const detached = <T>(work: () => T): T => context.with(ROOT_CONTEXT, work);
