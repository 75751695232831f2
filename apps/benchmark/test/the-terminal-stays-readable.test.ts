import { PassThrough } from 'node:stream';
import { Failure } from '@rollcall/failures';
import { describe, expect, it } from 'vitest';
import { explain } from '../src/explain.ts';
import { formatBytes } from '../src/terminal/format-bytes.ts';
import { createProgressBar, renderBar } from '../src/terminal/progress-bar.ts';
import { renderStatus } from '../src/terminal/status-view.ts';
import { renderTable } from '../src/terminal/table.ts';
import { columnsOf, truncate } from '../src/terminal/text-width.ts';

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
    const texts = ['表', 'e\u0301', '🙂', '👩‍👩‍👧', '🇸🇪', '❤️', 'naïve'];
    expect(texts.map(columnsOf)).toEqual([2, 1, 2, 2, 2, 2, 5]);
    expect(truncate('表表表', 5)).toBe('表表…');
    expect(truncate('👩‍👩‍👧👩‍👩‍👧', 3)).toBe('👩‍👩‍👧…');
  });

  it('lets no foreign text move the cursor, colour the line or turn it around', () => {
    const text = renderTable([{ title: 'a' }], [['\u001b[2J\u001b]52;c;aGk=\u0007safe\u202Etxt.exe']], 60);
    expect(text).not.toMatch(/[^\P{Cc}\n]|\u202E/u);
    expect(text).toContain('safe txt.exe');
  });

  it('keeps its columns where cells are coloured', () => {
    const plain = renderTable([{ title: 'a' }, { title: 'b' }], [['failed', 'x']], 40);
    const coloured = [[{ text: 'failed', format: 'red' as const }, 'x']];
    expect(renderTable([{ title: 'a' }, { title: 'b' }], coloured, 40)).toBe(plain);
  });

  it('writes a cell with line breaks on one line', () => {
    expect(renderTable([{ title: 'a' }], [['one\n\ttwo']], 40)).toContain('one two');
  });
});

describe('a progress bar', () => {
  const half = { done: 100, total: 400, note: 'answered 100' };

  it('tells how far, how fast and how long still', () => {
    const bar = renderBar(half, { elapsedMs: 10_000, doneBefore: 0 }, 120);
    for (const figure of ['100/400', '25 %', '10.0/s', '30 s left']) expect(bar).toContain(figure);
  });

  it('of a resumed run does not count what was done before as its speed', () => {
    expect(renderBar(half, { elapsedMs: 10_000, doneBefore: 90 }, 120)).toContain('1.0/s  300 s left');
  });

  it('fits any width', () => {
    const widths = [10, 24, 40, 80];
    const columns = widths.map((width) => columnsOf(renderBar(half, { elapsedMs: 1, doneBefore: 0 }, width)));
    expect(columns.every((taken, index) => taken <= (widths[index] ?? 0))).toBe(true);
  });

  it('counts bytes in units that people read', () => {
    const now = { done: 1_500_000, total: 3_000_000_000, note: '7 documents', unit: 'bytes' as const };
    const text = renderBar(now, { elapsedMs: 1000, doneBefore: 0 }, 120);
    expect(text).toContain('1.5 MB of 3.0 GB  0 %  1.5 MB/s  1999 s left  7 documents');
    expect([0, 999, 1000, 123_456].map(formatBytes)).toEqual(['0 B', '999 B', '1.0 kB', '123 kB']);
  });

  const shown = (terminal: boolean): string => {
    const stream = Object.assign(new PassThrough(), { isTTY: terminal, columns: 60 });
    const bar = createProgressBar('Running', stream as unknown as NodeJS.WriteStream);
    for (const done of [0, 1, 2, 4, 4]) bar.update({ done, total: 4, note: '' });
    bar.end();
    return String(stream.read());
  };

  it('is one redrawn line on a terminal', () => {
    const text = shown(true);
    expect(text.split('\r')).toHaveLength(6);
    expect(text.match(/\n/g)).toHaveLength(1);
  });

  it('is a plain line now and then elsewhere, the last one included', () => {
    expect(shown(false)).toBe('Running: 0 of 4\nRunning: 4 of 4\n');
  });
});

it('a stack’s status names what is not ready and why', () => {
  const service = { url: 'http://127.0.0.1:7401', pid: 7, logFile: '', running: true };
  const text = renderStatus({
    state: 'up',
    services: [
      { ...service, name: 'gateway', live: true, ready: true, checks: { database: 'ok' } },
      {
        ...service,
        name: 'retriever',
        live: true,
        ready: false,
        checks: { database: 'postgres.unavailable' },
      },
      { ...service, name: 'redactor', live: false, ready: false, checks: {} },
      { ...service, name: 'grounder', running: false, live: false, ready: false, checks: {} },
    ],
  });
  expect(text).toMatch(/gateway +ready/);
  expect(text).toMatch(/retriever +not ready .*database: postgres\.unavailable/);
  expect(text).toMatch(/redactor +no answer/);
  expect(text).toMatch(/grounder +gone/);
});

describe('a failure in words', () => {
  it('says what happened, its code, what may be shown and what helps', () => {
    const details = { folder: '/x', missing: undefined, logTail: 'one\u001b[2J\ntwo' };
    const text = explain(new Failure('stack.folder_unusable', { details }));
    expect(text).toContain(
      'The folder for the state of the stack cannot be written. (stack.folder_unusable)',
    );
    expect(text).toContain('  folder: /x\n  logTail: one [2J\n    two\n');
    expect(text).not.toContain('missing');
    expect(text).toContain('Give your user the right');
  });

  it('shows a stack for a defect only', () => {
    expect(explain(new TypeError('a defect'))).toContain('TypeError: a defect\n    at ');
    expect(explain(new Failure('run.not_found'))).not.toContain('    at ');
  });
});
