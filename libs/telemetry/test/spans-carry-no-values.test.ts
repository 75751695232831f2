import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { Failure } from '@rollcall/failures';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  activeTraceparent,
  readTelemetryConfig,
  startTelemetry,
  stopTelemetry,
  traceIdOf,
  withSpan,
} from '../src/index.ts';

const memory = new InMemorySpanExporter();
beforeAll(() => startTelemetry(readTelemetryConfig({}), [new SimpleSpanProcessor({ exporter: memory })]));
beforeEach(() => memory.reset());
afterAll(() => stopTelemetry());

it('only listed attributes leave the process', async () => {
  await withSpan(
    'lookup',
    { attributes: { 'rollcall.hop': 'retrieve', 'url.full': '/anna@example.com' } },
    (span) => {
      span.addEvent('exception', { 'exception.message': 'anna@example.com' });
      span.setStatus({ code: 2, message: 'anna@example.com' });
    },
  );
  const [span] = memory.getFinishedSpans();
  expect(span?.attributes).toEqual({ 'rollcall.hop': 'retrieve' });
  expect(span?.events.map((event) => event.attributes)).toEqual([{}]);
  expect(span?.status).toEqual({ code: 2 });
});

it('a thrown failure stands on the span as its code', async () => {
  const failing = withSpan('generate', {}, () => {
    throw new Failure('model.timeout', { cause: new TypeError('anna') });
  });
  await expect(failing).rejects.toMatchObject({ code: 'model.timeout' });
  const [span] = memory.getFinishedSpans();
  expect(span?.attributes).toEqual({ 'error.type': 'model.timeout', 'rollcall.error.class': 'TypeError' });
  expect(span?.status.code).toBe(2);
});

it('a trace goes on from the context that a job carries, and a null parent starts another', async () => {
  let carried: string | undefined;
  await withSpan('document', { parent: null }, () => {
    carried = activeTraceparent();
  });
  await withSpan('redact', { parent: carried, kind: 'consumer' }, () => withSpan('query', {}, () => {}));
  await withSpan('other', { parent: null, links: [carried as string] }, () => {});
  const spans = memory.getFinishedSpans();
  const named = (name: string) => spans.find((span) => span.name === name);
  const traceId = traceIdOf(carried as string);
  expect(named('document')?.spanContext().traceId).toBe(traceId);
  expect(named('redact')?.spanContext().traceId).toBe(traceId);
  expect(named('redact')?.parentSpanContext?.spanId).toBe(named('document')?.spanContext().spanId);
  expect(named('query')?.parentSpanContext?.spanId).toBe(named('redact')?.spanContext().spanId);
  expect(named('other')?.spanContext().traceId).not.toBe(traceId);
  expect(named('other')?.links[0]?.context.traceId).toBe(traceId);
});
