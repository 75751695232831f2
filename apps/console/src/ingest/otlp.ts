import { Failure } from '@rollcall/failures';
import { z } from 'zod';
import { keyValues, listedAttributes, type StoredAttributes, serviceNameOf, storable } from './attributes.ts';

/** One span as `rollcall.spans` holds it. Times are Unix nanoseconds as decimal strings. */
export type StoredSpan = {
  traceId: string;
  spanId: string;
  parentId: string | null;
  name: string;
  service: string;
  /** OTLP's kinds: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  kind: number;
  startNs: string;
  endNs: string;
  /** OTLP's status: 0 unset, 1 ok, 2 error. */
  status: number;
  attributes: StoredAttributes;
  links: { traceId: string; spanId: string }[];
};

const hex = (digits: number) =>
  z
    .string()
    .length(digits)
    .regex(/^[0-9a-f]+$/i)
    .refine((id) => !/^0+$/.test(id))
    .toLowerCase();

const largestBigint = 9_223_372_036_854_775_807n;

/** Unix nanoseconds; a string in proto3's JSON form, a number from exporters that do not care. */
const nanoseconds = z
  .union([z.string().regex(/^\d{1,19}$/), z.number().nonnegative()])
  .transform((value) => BigInt(typeof value === 'number' ? Math.trunc(value) : value))
  .refine((value) => value <= largestBigint);

const otlpSpan = z
  .object({
    traceId: hex(32),
    spanId: hex(16),
    parentSpanId: z.union([hex(16), z.literal('')]).optional(),
    name: z.string(),
    kind: z.int().min(0).max(5).default(0),
    startTimeUnixNano: nanoseconds,
    endTimeUnixNano: nanoseconds,
    attributes: keyValues.default([]),
    status: z.object({ code: z.int().min(0).max(2).default(0) }).default({ code: 0 }),
    links: z.array(z.object({ traceId: hex(32), spanId: hex(16) })).default([]),
  })
  .refine((span) => span.endTimeUnixNano >= span.startTimeUnixNano);

/** ExportTraceServiceRequest. Spans are read one by one, so that a bad one costs itself and not its batch. */
const exportRequest = z.object({
  resourceSpans: z
    .array(
      z.object({
        resource: z.object({ attributes: keyValues.default([]) }).default({ attributes: [] }),
        scopeSpans: z.array(z.object({ spans: z.array(z.unknown()).default([]) })).default([]),
      }),
    )
    .default([]),
});

export type ReadRequest = { spans: StoredSpan[]; rejected: number };

const longestName = 200;
const mostLinks = 64;

/**
 * The spans of an OTLP/HTTP export request in JSON, ready to be stored, and the number of those that
 * have not the form of a span. Source: opentelemetry-proto `trace/v1/trace.proto`, "JSON Protobuf
 * Encoding" of the OTLP specification (ids in hex). Throws `request.not_json` or `request.invalid`.
 */
export const readExportRequest = (body: Uint8Array): ReadRequest => {
  const request = exportRequest.safeParse(parseJson(body));
  if (!request.success) {
    const fields = request.error.issues.slice(0, 5).map((issue) => issue.path.join('.') || '(body)');
    throw new Failure('request.invalid', { details: { fields } });
  }
  const spans: StoredSpan[] = [];
  let rejected = 0;
  for (const { resource, scopeSpans } of request.data.resourceSpans) {
    const service = serviceNameOf(resource.attributes);
    for (const given of scopeSpans.flatMap((scope) => scope.spans)) {
      const span = otlpSpan.safeParse(given);
      if (span.success) spans.push(stored(span.data, service));
      else rejected += 1;
    }
  }
  return { spans, rejected };
};

const parseJson = (body: Uint8Array): unknown => {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch (thrown) {
    throw new Failure('request.not_json', { cause: thrown });
  }
};

const stored = (span: z.infer<typeof otlpSpan>, service: string): StoredSpan => ({
  traceId: span.traceId,
  spanId: span.spanId,
  parentId: span.parentSpanId || null,
  name: storable(span.name, longestName),
  service,
  kind: span.kind,
  startNs: span.startTimeUnixNano.toString(),
  endNs: span.endTimeUnixNano.toString(),
  status: span.status.code,
  attributes: listedAttributes(span.attributes),
  links: span.links.slice(0, mostLinks),
});
