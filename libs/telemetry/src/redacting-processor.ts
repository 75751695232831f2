import type { Attributes, Context } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { exported } from './names.ts';

const allowed = (attributes: Attributes): Attributes =>
  Object.fromEntries(Object.entries(attributes).filter(([key]) => exported.has(key)));

/**
 * The span as it may leave the process: listed attributes only; events without attributes, because an
 * exception event carries message and stack; no status message.
 */
export const redactSpan = (span: ReadableSpan): ReadableSpan =>
  Object.create(span, {
    attributes: { value: allowed(span.attributes), enumerable: true },
    events: { value: span.events.map((event) => ({ ...event, attributes: {} })), enumerable: true },
    status: { value: { code: span.status.code }, enumerable: true },
    links: {
      value: span.links.map((link) => ({ ...link, attributes: allowed(link.attributes ?? {}) })),
      enumerable: true,
    },
  }) as ReadableSpan;

/** Stands before every exporter: nothing reaches it that `names.ts` does not list. */
export const redacting = (inner: SpanProcessor): SpanProcessor => ({
  onStart: (span: Span, parent: Context) => inner.onStart(span, parent),
  onEnd: (span: ReadableSpan) => inner.onEnd(redactSpan(span)),
  forceFlush: () => inner.forceFlush(),
  shutdown: () => inner.shutdown(),
});
