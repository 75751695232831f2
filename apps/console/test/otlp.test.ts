import { describe, expect, it } from 'vitest';
import { readExportRequest } from '../src/ingest/otlp.ts';
import { exportRequest, otlpSpan, spanId, traceId } from './fixtures.ts';

const read = (request: unknown) => readExportRequest(Buffer.from(JSON.stringify(request)));
const readSpan = (span: object) => read(exportRequest('redactor', [span])).spans[0];

describe('an OTLP export request', () => {
  it('becomes rows that name trace, parent, service and times', () => {
    const { spans, rejected } = read(
      exportRequest('redactor', [
        otlpSpan({ id: 'b', parent: 'a', name: 'redact', kind: 5, start: 2, took: 7, error: true }),
      ]),
    );
    expect(rejected).toBe(0);
    expect(spans).toEqual([
      {
        traceId,
        spanId: spanId('b'),
        parentId: spanId('a'),
        name: 'redact',
        service: 'redactor',
        kind: 5,
        startNs: '1790000000002000000',
        endNs: '1790000000009000000',
        status: 2,
        attributes: {},
        links: [],
      },
    ]);
  });

  it('keeps nanoseconds that do not fit a double', () => {
    const span = { ...otlpSpan({ id: 'a' }), endTimeUnixNano: '1790000000009000001' };
    expect(readSpan(span)?.endNs).toBe('1790000000009000001');
  });

  it('may name times as numbers and the lack of a parent as an empty string', () => {
    const span = { ...otlpSpan({ id: 'a' }), startTimeUnixNano: 5, endTimeUnixNano: 9, parentSpanId: '' };
    expect(readSpan(span)).toMatchObject({ startNs: '5', endNs: '9', parentId: null });
  });

  it('leaves only listed attributes, whoever sent the others', () => {
    const span = otlpSpan({
      id: 'a',
      attributes: {
        'rollcall.hop': 'redact',
        'rollcall.queue_wait_ms': 12.5,
        'url.full': 'http://x/ada.byron.pdf',
        'exception.message': 'Ada Byron',
        'db.query.text': 'SELECT 1',
      },
    });
    expect(readSpan(span)?.attributes).toEqual({ 'rollcall.hop': 'redact', 'rollcall.queue_wait_ms': 12.5 });
  });

  it('takes every kind of value that an attribute may have', () => {
    const span = {
      ...otlpSpan({ id: 'a' }),
      attributes: [
        { key: 'gen_ai.usage.input_tokens', value: { intValue: '812' } },
        { key: 'gen_ai.request.stream', value: { boolValue: true } },
        {
          key: 'gen_ai.response.finish_reasons',
          value: { arrayValue: { values: [{ stringValue: 'stop' }] } },
        },
        { key: 'rollcall.grounded.score', value: { doubleValue: 'NaN' } },
        { key: 'rollcall.outcome', value: { kvlistValue: { values: [] } } },
        { key: 'rollcall.hop' },
      ],
    };
    expect(readSpan(span)?.attributes).toEqual({
      'gen_ai.usage.input_tokens': 812,
      'gen_ai.request.stream': true,
      'gen_ai.response.finish_reasons': ['stop'],
    });
  });

  it('keeps the ids of links and nothing else of them', () => {
    const link = { traceId: 'AB'.repeat(16), spanId: 'cd'.repeat(8), attributes: [{ key: 'x' }] };
    expect(readSpan({ ...otlpSpan({ id: 'a' }), links: [link] })?.links).toEqual([
      { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8) },
    ]);
  });

  it('cleans texts that jsonb refuses', () => {
    const span = otlpSpan({ id: 'a', name: 'a\0b', attributes: { 'error.type': 'x\ud800\0y' } });
    expect(readSpan(span)).toMatchObject({ name: 'ab', attributes: { 'error.type': 'x\ufffdy' } });
  });

  it('bounds the length of names and values', () => {
    const long = 'x'.repeat(5000);
    const span = readSpan(otlpSpan({ id: 'a', name: long, attributes: { 'error.type': long } }));
    expect(span?.name).toHaveLength(200);
    expect(span?.attributes['error.type']).toHaveLength(512);
  });

  it.each([
    ['a trace id of the wrong length', { traceId: 'abc' }],
    ['a trace id that is all zero', { traceId: '0'.repeat(32) }],
    ['a span id that is no hex', { spanId: 'z'.repeat(16) }],
    ['a negative time', { startTimeUnixNano: -1 }],
    ['a time beyond a bigint', { endTimeUnixNano: '9999999999999999999' }],
    ['an end before its start', { endTimeUnixNano: '1' }],
    ['an unknown kind', { kind: 9 }],
  ])('loses a span with %s and keeps its neighbours', (_what, wrong) => {
    const bad = { ...otlpSpan({ id: 'b' }), ...wrong };
    const { spans, rejected } = read(exportRequest('x', [otlpSpan({ id: 'a' }), bad, otlpSpan({ id: 'c' })]));
    expect(rejected).toBe(1);
    expect(spans.map((span) => span.spanId)).toEqual([spanId('a'), spanId('c')]);
  });

  it('is refused where it is no JSON', () => {
    expect(() => readExportRequest(Buffer.from('{"resourceSpans":'))).toThrow(
      expect.objectContaining({ code: 'request.not_json' }),
    );
  });

  it('is refused where it has not the form of one, naming the field and not its value', () => {
    expect(() => read({ resourceSpans: 'Ada Byron' })).toThrow(
      expect.objectContaining({ code: 'request.invalid', details: { fields: ['resourceSpans'] } }),
    );
  });
});
