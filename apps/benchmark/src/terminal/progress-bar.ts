import { formatBytes } from './format-bytes.ts';
import { paint, widthOf } from './style.ts';
import { truncate } from './text-width.ts';

export type Progressing = {
  done: number;
  total: number;
  note: string;
  /** What is counted; default: things. */
  unit?: 'bytes';
};

const SECOND = 1000;

/** Without a terminal a line is written this seldom; milliseconds. */
const plainEveryMs = 5 * SECOND;

/** One redrawn line on a terminal, a plain line every few seconds elsewhere. Written to stderr. */
export type ProgressBar = { update(now: Progressing): void; end(): void };

/** How long it has run, and how much was done before it began (a resumed run's answered rows). */
export type Since = { elapsedMs: number; doneBefore: number };

const cells = 24;

/** The bar itself: `████░░░░  12/400  3 %  31.2/s  12 s left  note`, at most `width` columns. Pure. */
export const renderBar = (now: Progressing, { elapsedMs, doneBefore }: Since, width: number): string => {
  const share = now.total === 0 ? 0 : now.done / now.total;
  const rate = elapsedMs > 0 ? ((now.done - doneBefore) / elapsedMs) * SECOND : 0;
  const left = now.total - now.done;
  const full = Math.round(Math.min(1, share) * cells);
  const figures = [
    ...(now.unit === 'bytes'
      ? [`${formatBytes(now.done)} of ${formatBytes(now.total)}`]
      : [`${now.done}/${now.total}`]),
    `${Math.floor(share * 100)} %`,
    now.unit === 'bytes' ? `${formatBytes(rate)}/s` : `${rate.toFixed(1)}/s`,
    ...(rate > 0 && left > 0 ? [`${Math.ceil(left / rate)} s left`] : []),
    now.note,
  ];
  return truncate(`${'█'.repeat(full)}${'░'.repeat(cells - full)}  ${figures.join('  ')}`, width);
};

/** A progress bar that begins now; the first update says how much was done before. */
export const createProgressBar = (
  title: string,
  stream: NodeJS.WriteStream = process.stderr,
): ProgressBar => {
  const started = Date.now();
  let doneBefore: number | undefined;
  let drawn = false;
  let plainAt: number | undefined;
  let plainDone: number | undefined;

  const draw = (now: Progressing): void => {
    const since = { elapsedMs: Date.now() - started, doneBefore: doneBefore ?? 0 };
    const width = widthOf(stream) - title.length - 3;
    const label = paint('bold', title, stream);
    stream.write(`\r\u001b[2K${label}  ${renderBar(now, since, width)}`);
    drawn = true;
  };

  const writePlain = (now: Progressing): void => {
    const isLast = now.done === now.total && plainDone !== now.total;
    const isDue = plainAt === undefined || (Date.now() - plainAt >= plainEveryMs && plainDone !== now.total);
    if (!isLast && !isDue) return;
    plainAt = Date.now();
    plainDone = now.done;
    const shown = now.unit === 'bytes' ? formatBytes : String;
    stream.write(
      `${title}: ${shown(now.done)} of ${shown(now.total)}${now.note === '' ? '' : ` (${now.note})`}\n`,
    );
  };

  return {
    update: (now) => {
      doneBefore ??= now.done;
      if (stream.isTTY) draw(now);
      else writePlain(now);
    },
    end: () => {
      if (drawn) stream.write('\n');
    },
  };
};
