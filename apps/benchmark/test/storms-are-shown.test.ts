import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { renderChart } from '../src/storm/page/chart.ts';
import { stormPage } from '../src/storm/page/page.ts';
import { escapeHtml, ticks } from '../src/storm/page/svg.ts';
import { sparkline } from '../src/terminal/sparkline.ts';
import { renderStorm } from '../src/terminal/storm-summary.ts';
import { createStormView, renderLive, renderPlain } from '../src/terminal/storm-view.ts';
import { columnsOf } from '../src/terminal/text-width.ts';
import { bounds, outcome, report, sample, samples } from './storm.ts';

const site = 'apps/retriever/src/find-passages.ts:51';

/** The incident in small: a leak, and rows that failed by it. */
const leaking = () => {
  const failures = { 'postgres.too_many_connections': 8 };
  const rows = { open: 0, answered: 2, abstained: 0, failed: 8, lost: 0 };
  const looks = samples(12, (index) => ({
    rows,
    failures,
    connections: { retriever: 2, 'retriever lookup': Math.min(16, 4 * index) },
    servers: { ledger: 20, lookup: 17 },
    leaks: [{ service: 'retriever', pool: 'retriever lookup', site, count: index < 6 ? 0 : 16 }],
  }));
  const end = outcome({ rows, failures, answers: { answered: 2, refused: 8 }, refusals: failures });
  const within = { pools: { retriever: 4, 'retriever lookup': 4 }, servers: { ledger: 97, lookup: 17 } };
  return report(looks, end, within);
};

describe('the page', () => {
  it('has the verdict, its reasons, the curves with their bounds, the codes and the leak', () => {
    const page = stormPage(leaking());
    expect(page).toContain('2 of 10 documents answered the roll call');
    expect(page).toContain('8 postgres.too_many_connections');
    expect(page).toContain('connections grew without bound in retriever lookup, 0 -&gt; 16');
    expect(page).toContain('>4 allowed</text>');
    expect(page).toContain('>17 for ordinary roles</text>');
    expect(page).toContain(`<td>${site}</td>`);
    expect(page).toContain('<code>rollcall storm --documents 10</code>');
  });

  it('loads nothing and runs nothing', () => {
    const page = stormPage(leaking());
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(|https?:|\son\w+=/i);
  });

  it('shows what a service calls itself as text, never as markup', () => {
    const looks = samples(8, () => ({
      connections: { '<b>x</b>': 9 },
      leaks: [{ service: 'x', pool: 'x', site: '<script>alert(1)</script>', count: 1 }],
    }));
    const page = stormPage(report(looks, outcome(), { pools: { '<b>x</b>': 4 }, servers: {} }));
    expect(page).not.toContain('<b>x</b>');
    expect(page).not.toContain('<script>');
    expect(page).toContain('&lt;script&gt;');
  });

  it('of a storm that passed has no reasons and no tables of failures', () => {
    const page = stormPage(report(samples(12), outcome()));
    expect(page).toContain('<span class="badge pass">pass</span>');
    expect(page).not.toContain('class="reasons"');
    expect(page).not.toContain('Rows that failed');
    expect(page).toContain('Nobody was seen waiting');
  });
});

describe('a chart', () => {
  const size = { endMs: 1000, answeredMs: 500, width: 200, height: 100 };
  const points = (...values: number[]) => values.map((value, index) => ({ atMs: index * 500, value }));

  it('draws a curve from end to end of its scales', () => {
    const svg = renderChart({
      title: 't',
      curves: [{ name: 'a', colour: 'c0', points: points(0, 1, 4) }],
      ...size,
    });
    // Left 54, right 10, top 18, bottom 22: 4 of 4 is at the top right.
    expect(svg).toContain('d="M54 78L122 63L190 18"');
  });

  it('lays stacked curves on top of each other', () => {
    const curves = [
      { name: 'a', colour: 'c0', points: points(1, 1, 1) },
      { name: 'b', colour: 'c1', points: points(3, 3, 3) },
    ];
    const svg = renderChart({ title: 't', stacked: true, curves, ...size });
    expect(svg).toContain('d="M54 18L122 18L190 18L190 63L122 63L54 63Z"');
  });

  it('says in words what it shows', () => {
    const curves = [{ name: 'a', colour: 'c0', points: points(1, 7, 3) }];
    const svg = renderChart({ title: 'Calls', curves, bound: { value: 9, label: 'no more' }, ...size });
    expect(svg).toContain('aria-label="Calls: a at most 7 bound 9"');
  });

  it('has round steps', () => {
    expect(ticks(17, 4)).toEqual([0, 5, 10, 15, 20]);
    expect(ticks(400, 4)).toEqual([0, 100, 200, 300, 400]);
    expect(ticks(3, 4)).toEqual([0, 1, 2, 3]);
    expect(ticks(0, 4)).toEqual([0, 1]);
    expect(escapeHtml(`<a href="x">'&`)).toBe('&lt;a href=&quot;x&quot;&gt;&#39;&amp;');
  });
});

it('a sparkline keeps a short peak and never passes its top', () => {
  expect(sparkline([0, 1, 4, 8], 8, 10)).toBe(' ▁▄█');
  expect(sparkline([1, 1, 1, 9, 1, 1, 1, 1], 9, 4)).toBe('▁█▁▁');
  expect(sparkline([20], 8, 4)).toBe('█');
  expect(sparkline([], 8, 4)).toBe('');
});

describe('the live view', () => {
  const storm = { documents: 10, bounds };

  it('has a line for the documents, each pool, the jobs and the codes, none wider than the terminal', () => {
    const looks = [
      sample(0),
      sample(250, {
        connections: { retriever: 9 },
        waiting: { retriever: 3 },
        queue: { retrieve: 5, settle: 1 },
        failures: { 'model.timeout': 2 },
      }),
    ];
    const lines = renderLive(looks, storm, 60);
    expect(lines.map(({ text }) => text.trim().split(/\s/)[0])).toEqual([
      '████████████████████████',
      'retriever',
      'jobs',
      'failed',
    ]);
    expect(lines[1]).toMatchObject({ text: expect.stringContaining('9 of 4, 3 wait'), format: 'red' });
    expect(lines[3]?.text).toContain('2 model.timeout');
    expect(Math.max(...lines.map(({ text }) => columnsOf(text)))).toBeLessThanOrEqual(60);
  });

  it('writes plain lines now and then where there is no terminal, and no escape codes', () => {
    const stream = Object.assign(new PassThrough(), { isTTY: false }) as unknown as NodeJS.WriteStream;
    const view = createStormView(storm, stream);
    for (const look of samples(20)) view.update(look);
    view.end();
    const written = String((stream as unknown as PassThrough).read());
    expect(written.split('\n').filter(Boolean)).toEqual([
      'Storm, 0 s: 10 of 10 (answered 10); connections: retriever 2 of 4',
      'Storm, 3 s: 10 of 10 (answered 10); connections: retriever 2 of 4',
    ]);
    expect(renderPlain(sample(0, { failures: { 'model.timeout': 2 } }), storm)).toContain(
      '; 2 model.timeout',
    );
  });

  it('draws over its own lines on a terminal', () => {
    const stream = Object.assign(new PassThrough(), {
      isTTY: true,
      columns: 70,
    }) as unknown as NodeJS.WriteStream;
    const view = createStormView(storm, stream);
    view.update(sample(0));
    view.update(sample(250));
    view.end();
    const written = String((stream as unknown as PassThrough).read());
    expect(written.split('\u001b[3A')).toHaveLength(2);
  });
});

it('the summary says the verdict, every reason, the pools over their bound and where the files are', () => {
  const text = renderStorm(leaking(), '/runs/storms/1');
  expect(text).toContain('fail: 2 of 10 documents answered the roll call');
  expect(text).toContain(`fail: a leak in retriever: ${site}`);
  expect(text).toMatch(/retriever lookup\s+16\s+4\s/);
  expect(text).toContain(`16 ${site}`);
  expect(text).toContain('/runs/storms/1/storm.html');
  expect(renderStorm(report(samples(12), outcome()), '/x')).toContain('pass: 10 of 10 documents');
});
