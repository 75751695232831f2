import { hops } from '@rollcall/pipeline';
import { describe, expect, it } from 'vitest';
import { columnsOf } from '../src/terminal/text-width.ts';
import { renderWaterfall } from '../src/terminal/waterfall.ts';
import { completenessOf, isWhole, type TraceSpan } from '../src/trace/completeness.ts';

const span = (change: Partial<TraceSpan>): TraceSpan => ({
  spanId: 's',
  parentId: null,
  name: 'document',
  service: 'benchmark',
  startMs: 0,
  endMs: 10,
  failed: false,
  attributes: {},
  ...change,
});
const whole = [
  span({ spanId: 'root' }),
  ...hops.map((hop, index) =>
    span({
      spanId: hop,
      parentId: 'root',
      name: hop,
      startMs: index * 100 + 50,
      endMs: index * 100 + 100,
      attributes: { 'rollcall.hop': hop, 'rollcall.queue_wait_ms': 40 },
    }),
  ),
];
const without = (id: string): TraceSpan[] => whole.filter(({ spanId }) => spanId !== id);

const timing = { queueMs: 1, workMs: 1, attempts: 1 };
const timed = (...names: string[]) => Object.fromEntries(names.map((name) => [name, timing]));
const answered = { status: 'answered' as const, hop: 'settle', epoch: 1, timings: timed(...hops) };

const draw = (
  spans: TraceSpan[],
  row: Parameters<typeof completenessOf>[0] = answered,
  width = 120,
): string => renderWaterfall(spans, completenessOf(row, spans), width);

describe('a trace', () => {
  it('is whole with every hop that worked on the row and every parent', () => {
    expect(completenessOf(answered, whole)).toEqual({ orphans: 0, missing: [] });
    expect(isWhole(whole, completenessOf(answered, whole))).toBe(true);
    expect(isWhole([], { orphans: 0, missing: [] })).toBe(false);
  });

  it('lacks the hops that the row has times of and the trace does not show', () => {
    expect(completenessOf(answered, without('ground')).missing).toEqual(['ground']);
    expect(completenessOf(answered, without('root')).orphans).toBe(6);
  });

  it('of a document that failed early is whole without the hops that it never saw', () => {
    const failed = {
      status: 'failed' as const,
      hop: 'redact',
      epoch: 1,
      timings: timed('retrieve', 'redact'),
    };
    const spans = whole.filter(({ spanId }) => ['root', 'retrieve', 'redact', 'settle'].includes(spanId));
    expect(isWhole(spans, completenessOf(failed, spans))).toBe(true);
    const early = spans.filter(({ spanId }) => spanId !== 'redact');
    expect(completenessOf(failed, early).missing).toEqual(['redact']);
  });

  it('does not pass an earlier epoch’s hop for the latest one’s', () => {
    const old = whole.map((each) => ({
      ...each,
      attributes: { ...each.attributes, 'rollcall.row.epoch': 1 },
    }));
    expect(completenessOf({ ...answered, epoch: 2 }, old).missing).toEqual([...hops]);
  });
});

describe('a waterfall', () => {
  it('draws the wait in a queue apart from the work', () => {
    const text = draw(whole);
    expect(text).toMatch(/ {2}retrieve .*░+█+/);
    expect(text).toContain('+40.0 ms wait');
    expect(text).toContain('7 spans over 600.0 ms, complete');
  });

  it('says incomplete where something is missing', () => {
    expect(draw(without('ground'))).toContain('incomplete: no span of ground');
    expect(draw(without('root'))).toContain('incomplete: 6 spans without their parent');
  });

  it('names the try, the epoch and the code of what failed', () => {
    const failed = span({
      spanId: 'x',
      parentId: 'root',
      name: 'generate',
      failed: true,
      attributes: { 'rollcall.hop.attempt': 2, 'rollcall.row.epoch': 3, 'error.type': 'model.timeout' },
    });
    expect(draw([...whole, failed], answered, 160)).toContain('generate (try 2, epoch 3, ✗ model.timeout)');
  });

  it('draws a span without length at the very end, and one that waited next to nothing', () => {
    const attributes = { 'rollcall.queue_wait_ms': 0.001 };
    const last = span({ spanId: 'last', parentId: 'root', startMs: 600, endMs: 600, attributes });
    expect(draw([...whole, last])).toMatch(/█ +0\.0 ms \+0\.0 ms wait/);
  });

  it('shows spans that name each other as parents instead of losing them', () => {
    const circle = [
      span({ spanId: 'a', parentId: 'b', name: 'chicken' }),
      span({ spanId: 'b', parentId: 'a', name: 'egg' }),
    ];
    expect(draw(circle)).toMatch(/chicken.*egg/s);
  });

  it.each([60, 80, 110, 200])('fits %i columns', (width) => {
    const lines = draw(whole, answered, width).split('\n').slice(0, whole.length);
    expect(Math.max(...lines.map(columnsOf))).toBeLessThanOrEqual(width);
  });
});
