import { describe, expect, it } from 'vitest';
import { renderBar } from '../src/terminal/progress-bar.ts';
import { columnsOf, renderTable, truncate } from '../src/terminal/table.ts';
import { renderWaterfall, type TraceSpan } from '../src/terminal/waterfall.ts';

describe('a table', () => {
  it('cuts its flexible columns until it fits', () => {
    const columns = [
      { title: 'id' },
      { title: 'text', flexible: true },
      { title: 'n', align: 'right' as const },
    ];
    const text = renderTable(columns, [['1', 'x'.repeat(200), '42']], 50);
    expect(Math.max(...text.split('\n').map(columnsOf))).toBeLessThanOrEqual(50);
    expect(text).toContain('…');
    expect(text).toContain('42');
  });

  it('counts wide characters as two columns, and marks above letters as none', () => {
    expect([
      columnsOf('表'),
      columnsOf('e\u0301'),
      columnsOf('🙂'),
      columnsOf('\u001b[31mred\u001b[39m'),
    ]).toEqual([2, 1, 2, 3]);
    expect(truncate('表表表', 5)).toBe('表表…');
  });

  it('writes a cell with line breaks on one line', () => {
    expect(renderTable([{ title: 'a' }], [['one\n\ttwo']], 40)).toContain('one two');
  });
});

it('a progress bar tells how far, how fast and how long still', () => {
  const bar = renderBar({ done: 100, total: 400, note: 'answered 100' }, 10_000, 120);
  expect(bar).toContain('100/400');
  expect(bar).toContain('25 %');
  expect(bar).toContain('10.0/s');
  expect(bar).toContain('30 s left');
});

describe('a waterfall', () => {
  const hops = ['retrieve', 'redact', 'ground', 'generate', 'verify', 'settle'];
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

  it('draws the wait in a queue apart from the work', () => {
    const { text, orphans, missing } = renderWaterfall(whole, 120);
    expect([orphans, missing]).toEqual([0, []]);
    expect(text).toMatch(/ {2}retrieve .*░+█+/);
    expect(text).toContain('+40.0 ms wait');
    expect(text).toContain('complete: all six hops');
  });

  it('never shows a trace as whole that lacks a hop or a parent', () => {
    const lacking = renderWaterfall(
      whole.filter((each) => each.spanId !== 'ground'),
      120,
    );
    expect(lacking.missing).toEqual(['ground']);
    expect(lacking.text).toContain('incomplete: no span of ground');
    const orphaned = renderWaterfall(
      whole.filter((each) => each.spanId !== 'root'),
      120,
    );
    expect(orphaned.orphans).toBe(6);
    expect(orphaned.text).toContain('incomplete');
  });

  it('names the try, the epoch and the code of what failed', () => {
    const failed = span({
      spanId: 'x',
      parentId: 'root',
      name: 'generate',
      failed: true,
      attributes: { 'rollcall.hop.attempt': 2, 'rollcall.row.epoch': 3, 'error.type': 'model.timeout' },
    });
    expect(renderWaterfall([...whole, failed], 160).text).toContain(
      'generate (try 2, epoch 3, ✗ model.timeout)',
    );
  });
});
