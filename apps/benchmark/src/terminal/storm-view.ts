import type { Bounds } from '../storm/bounds.ts';
import { curveOf, type Measure, peakOf } from '../storm/curve.ts';
import { closedOf, counted, type Sample, sum } from '../storm/sample.ts';
import { renderBar } from './progress-bar.ts';
import { sparkline } from './sparkline.ts';
import { type Format, paint, widthOf } from './style.ts';
import { pad, truncate } from './text-width.ts';

const SECOND = 1000;

/** Without a terminal a line is written this seldom; milliseconds. */
const plainEveryMs = 3 * SECOND;
const nameColumns = 18;
/** The curve gives way to the figures behind it on a narrow terminal. */
const curveColumnsAt = (width: number): number => Math.max(8, Math.min(32, width - nameColumns - 26));

/** A line of the live view and its colour, where it has one. */
export type Line = { text: string; format?: Format };

export type StormView = {
  update(sample: Sample): void;
  /** Leaves the last picture on the screen. */
  end(): void;
};

type Storm = { documents: number; bounds: Bounds };

const outcomes = ({ rows }: Sample): string =>
  (['answered', 'abstained', 'failed', 'lost'] as const)
    .filter((status) => rows[status] > 0 || status === 'answered')
    .map((status) => `${status} ${rows[status]}`)
    .join(', ');

/** What the live view shows: how far the storm is, each bounded pool's curve, the queue and the codes. Pure. */
export const renderLive = (samples: Sample[], { documents, bounds }: Storm, width: number): Line[] => {
  const now = samples.at(-1);
  if (now === undefined) return [];
  const curveColumns = curveColumnsAt(width);
  // The speed is that of the storm, not of the rest after it.
  const over = samples.find(({ rows }) => closedOf(rows) >= documents) ?? now;
  const since = { elapsedMs: over.atMs, doneBefore: 0 };
  const progress = { done: closedOf(now.rows), total: documents, note: outcomes(now) };
  const curve = (measure: Measure, name: string, top: number): string => {
    const values = curveOf(samples, measure, name).map(({ value }) => value);
    return pad(sparkline(values, top, curveColumns), curveColumns);
  };
  const pools = Object.entries(bounds.pools).map(([pool, most]): Line => {
    const peak = peakOf(curveOf(samples, 'connections', pool))?.value ?? 0;
    const waiting = now.waiting[pool] ?? 0;
    const figures = `${now.connections[pool] ?? 0} of ${most}${waiting > 0 ? `, ${waiting} wait` : ''}`;
    const text = `${pad(pool, nameColumns)}${curve('connections', pool, Math.max(most, peak))}  ${figures}`;
    return peak > most ? { text, format: 'red' } : { text };
  });
  const jobs = samples.map(({ queue }) => sum(queue));
  const busy = Object.entries(now.queue).filter(([, count]) => count > 0);
  const queue: Line = {
    text: `${pad('jobs', nameColumns)}${pad(sparkline(jobs, Math.max(...jobs), curveColumns), curveColumns)}  ${
      busy.length === 0 ? 'none' : busy.map(([hop, count]) => `${hop} ${count}`).join(', ')
    }`,
  };
  const codes: Line[] =
    Object.keys(now.failures).length === 0
      ? []
      : [{ text: `${pad('failed', nameColumns)}${counted(now.failures)}`, format: 'red' }];
  const bar: Line = { text: renderBar(progress, since, width), format: 'bold' };
  return [bar, ...pools, queue, ...codes].map((line) => ({ ...line, text: truncate(line.text, width) }));
};

/** The same in one line, for a log. Pure. */
export const renderPlain = (now: Sample, { documents, bounds }: Storm): string => {
  const pools = Object.entries(bounds.pools)
    .map(([pool, most]) => `${pool} ${now.connections[pool] ?? 0} of ${most}`)
    .join(', ');
  const codes = Object.keys(now.failures).length === 0 ? '' : `; ${counted(now.failures)}`;
  const seconds = Math.round(now.atMs / SECOND);
  return `Storm, ${seconds} s: ${closedOf(now.rows)} of ${documents} (${outcomes(now)}); connections: ${pools}${codes}`;
};

/** Some redrawn lines on a terminal, a plain line now and then elsewhere. Written to stderr. */
export const createStormView = (storm: Storm, stream: NodeJS.WriteStream = process.stderr): StormView => {
  const samples: Sample[] = [];
  let drawn = 0;
  let plainAt = Number.NEGATIVE_INFINITY;

  const draw = (): void => {
    // One column less than there are: a terminal may wrap a line that ends in its last column.
    const lines = renderLive(samples, storm, widthOf(stream) - 1);
    const up = drawn > 0 ? `\u001b[${drawn}A` : '';
    const text = lines.map(({ text, format }) => `\u001b[2K${format ? paint(format, text, stream) : text}\n`);
    // What stays of a longer picture is cleared.
    stream.write(`${up}\u001b[0J${text.join('')}`);
    drawn = lines.length;
  };

  return {
    update: (sample) => {
      samples.push(sample);
      if (stream.isTTY) draw();
      else if (sample.atMs - plainAt >= plainEveryMs) {
        plainAt = sample.atMs;
        stream.write(`${renderPlain(sample, storm)}\n`);
      }
    },
    end: () => {
      drawn = 0;
    },
  };
};
