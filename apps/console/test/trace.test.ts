import { describe, expect, it } from 'vitest';
import { timeAxis } from '../src/trace/axis.ts';
import { completenessOf } from '../src/trace/completeness.ts';
import type { TraceSpan } from '../src/trace/span.ts';
import { arrange } from '../src/trace/tree.ts';
import { waitsOf } from '../src/trace/waits.ts';

const span = (spanId: string, given: Partial<TraceSpan> = {}): TraceSpan => ({
  spanId,
  parentId: null,
  name: spanId,
  service: 'x',
  kind: 1,
  status: 0,
  startMs: 0,
  durationMs: 1,
  attributes: {},
  links: [],
  ...given,
});

const hop = (
  name: string,
  given: Partial<TraceSpan> & { epoch?: number; wait?: number; next?: string } = {},
): TraceSpan =>
  span(`${name}-${given.epoch ?? 1}-${given.startMs ?? 0}`, {
    kind: 5,
    ...given,
    attributes: {
      'rollcall.hop': name,
      'rollcall.row.epoch': given.epoch ?? 1,
      'rollcall.queue_wait_ms': given.wait ?? 0,
      ...(given.next === undefined ? {} : { 'rollcall.outcome': given.next }),
    },
  });

const drawn = (spans: TraceSpan[]) =>
  arrange(spans).map(({ span: { spanId }, depth, orphan }) => `${depth}${spanId}${orphan ? '?' : ''}`);

describe('the order in which spans are drawn', () => {
  it('puts each below its parent and brothers by their start, in whatever order they arrived', () => {
    expect(
      drawn([
        span('c', { parentId: 'root', startMs: 5 }),
        span('d', { parentId: 'b', startMs: 3 }),
        span('root'),
        span('b', { parentId: 'root', startMs: 2 }),
      ]),
    ).toEqual(['0root', '1b', '2d', '1c']);
  });

  it('puts a span without its parent at the top, with its own children', () => {
    expect(drawn([span('b', { parentId: 'gone' }), span('c', { parentId: 'b' })])).toEqual(['0b?', '1c']);
  });

  it('places every span once where parents go round in a circle', () => {
    const circle = [
      span('a', { parentId: 'b' }),
      span('b', { parentId: 'a', startMs: 1 }),
      span('s', { parentId: 's', startMs: 2 }),
    ];
    expect(drawn(circle)).toEqual(['0a?', '1b', '0s?']);
  });

  it('follows a chain of any length', () => {
    const chain = Array.from({ length: 20_000 }, (_, n) =>
      span(String(n), n === 0 ? {} : { parentId: String(n - 1) }),
    );
    expect(arrange(chain).at(-1)?.depth).toBe(19_999);
  });
});

describe('the wait that is drawn before a hop', () => {
  it('is the time since the job was enqueued', () => {
    const first = hop('redact', { startMs: 100, wait: 60 });
    expect(waitsOf([first, span('x')])).toEqual(new Map([[first.spanId, 60]]));
  });

  it('is never drawn over the work of an earlier try', () => {
    const first = hop('generate', { startMs: 100, durationMs: 400, wait: 100 });
    const second = hop('generate', { startMs: 700, durationMs: 50, wait: 700 });
    expect(waitsOf([second, first]).get(second.spanId)).toBe(200);
  });

  it('begins anew with the next epoch', () => {
    const first = hop('generate', { startMs: 100, durationMs: 400 });
    const second = hop('generate', { startMs: 700, epoch: 2, wait: 650 });
    expect(waitsOf([first, second]).get(second.spanId)).toBe(650);
  });
});

describe('the time axis', () => {
  it('is straight where nothing is folded', () => {
    const axis = timeAxis([
      { from: 0, to: 400 },
      { from: 500, to: 1000 },
    ]);
    expect([0, 250, 1000].map(axis.at)).toEqual([0, 0.25, 1]);
    expect(axis.breaks).toEqual([]);
    expect(axis.ticks.map(({ ms }) => ms)).toEqual([0, 200, 400, 600, 800, 1000]);
  });

  it('folds hours without work, so that both epochs can be seen', () => {
    const hours = 3 * 3600_000;
    const axis = timeAxis([
      { from: 0, to: 1000 },
      { from: hours, to: hours + 1000 },
    ]);
    expect(axis.breaks).toHaveLength(1);
    expect(axis.breaks[0]?.skippedMs).toBe(hours - 1000);
    expect(axis.at(1000)).toBeCloseTo(0.48, 2);
    expect(axis.at(hours)).toBeCloseTo(0.52, 2);
    expect(axis.at(hours + 1000)).toBe(1);
    expect(axis.ticks.filter(({ stretch }) => stretch === 1)[0]).toMatchObject({ ms: hours, stretchMs: 0 });
  });

  it('starts at the first wait, before the first span', () => {
    expect(timeAxis([{ from: -50, to: 50 }]).at(0)).toBe(0.5);
  });

  it('has a place for a trace without any length', () => {
    expect(timeAxis([{ from: 0, to: 0 }]).at(0)).toBe(0);
    expect(timeAxis([]).ticks.every(({ at }) => Number.isFinite(at))).toBe(true);
  });
});

describe('a trace held against its row', () => {
  const timing = { queueMs: 1, workMs: 1, attempts: 1 };
  const failed = { status: 'failed', epoch: 1, hop: 'ground', timings: { retrieve: timing, ground: timing } };
  const judge = (
    row: typeof failed | { status: string; epoch: number; hop: null; timings: null },
    spans: TraceSpan[],
  ) => completenessOf(row, arrange(spans));

  it('is complete with a span for each hop that the row has a time of, and its settling', () => {
    expect(judge(failed, [hop('retrieve'), hop('ground'), hop('settle')])).toEqual({
      complete: true,
      missingHops: [],
      untakenHops: [],
      orphans: 0,
      empty: false,
    });
  });

  it('lacks the hops that have a time and no span', () => {
    expect(judge(failed, [hop('retrieve')])).toMatchObject({
      complete: false,
      missingHops: ['ground', 'settle'],
    });
  });

  it('does not take the span of an earlier epoch for the latest one', () => {
    const again = { ...failed, epoch: 2 };
    const old = [hop('retrieve'), hop('ground'), hop('settle')];
    expect(judge(again, old).missingHops).toEqual(['retrieve', 'ground', 'settle']);
    expect(
      judge(again, [...old, ...['retrieve', 'ground', 'settle'].map((name) => hop(name, { epoch: 2 }))]),
    ).toMatchObject({
      complete: true,
    });
  });

  it('is incomplete where a parent has not arrived', () => {
    const spans = [hop('retrieve'), hop('ground'), hop('settle', { parentId: 'gone' })];
    expect(judge(failed, spans)).toMatchObject({ complete: false, missingHops: [], orphans: 1 });
  });

  it('that the sweep closed says which hop never took the document up', () => {
    const swept = { status: 'failed', epoch: 1, hop: null, timings: null };
    const spans = [hop('retrieve', { next: 'redact' }), hop('redact', { next: 'ground' })];
    expect(judge(swept, spans)).toMatchObject({ complete: false, missingHops: [], untakenHops: ['ground'] });
    expect(judge({ ...swept, status: 'open' }, spans)).toMatchObject({ complete: true, untakenHops: [] });
  });

  it('is never complete without spans', () => {
    const lost = { status: 'lost', epoch: 3, hop: null, timings: null };
    expect(judge(lost, [])).toMatchObject({ complete: false, empty: true });
  });
});
