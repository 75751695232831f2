import { type Hop, isHop } from '@rollcall/pipeline';
import { attributes } from '@rollcall/telemetry';

/** A span as the waterfall reads it. Milliseconds since the trace's first span began. */
export type TraceSpan = {
  spanId: string;
  parentId: string | null;
  name: string;
  service: string;
  /** OTLP's kinds: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  kind: number;
  /** OTLP's status: 2 is an error. */
  status: number;
  startMs: number;
  durationMs: number;
  attributes: Record<string, unknown>;
  links: { traceId: string; spanId: string }[];
};

const consumer = 5;
const errorStatus = 2;

export const endOf = (span: TraceSpan): number => span.startMs + span.durationMs;

export const isError = (span: TraceSpan): boolean => span.status === errorStatus;

/** The hop whose job a consumer span worked on; undefined for any other span. */
export const consumedHop = (span: TraceSpan): Hop | undefined => {
  const hop = span.attributes[attributes.hop];
  return span.kind === consumer && isHop(hop) ? hop : undefined;
};

/** The hop that a consumer span passed its document on to. */
export const nextHopOf = (span: TraceSpan): Hop | undefined => {
  const outcome = span.attributes[attributes.outcome];
  return consumedHop(span) !== undefined && isHop(outcome) ? outcome : undefined;
};

const numberOf = (span: TraceSpan, key: string): number | undefined => {
  const value = span.attributes[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
};

/** The row's epoch in which a hop ran; undefined where the span does not say. */
export const epochOf = (span: TraceSpan): number | undefined => numberOf(span, attributes.epoch);

/** Time since the job was enqueued, in milliseconds; 0 where the span does not say. */
export const queueWaitOf = (span: TraceSpan): number =>
  Math.max(0, numberOf(span, attributes.queueWaitMs) ?? 0);

/** The catalogue's code of a failed span. */
export const errorTypeOf = (span: TraceSpan): string | undefined => {
  const type = span.attributes['error.type'];
  return typeof type === 'string' ? type : undefined;
};
