import { paint, widthOf } from './style.ts';
import { truncate } from './table.ts';

export type Progressing = { done: number; total: number; note: string };

const SECOND = 1000;

/** Without a terminal a line is written this seldom; milliseconds. */
const plainEveryMs = 5 * SECOND;

/** One redrawn line on a terminal, a plain line every few seconds elsewhere. Written to stderr. */
export type ProgressBar = { update(now: Progressing): void; end(): void };

/** The bar itself: `[████░░░░]  12/400   3 %  31.2/s  12 s left  note`. Pure. */
export const renderBar = (now: Progressing, elapsedMs: number, width: number): string => {
  const share = now.total === 0 ? 0 : now.done / now.total;
  const rate = elapsedMs > 0 ? (now.done / elapsedMs) * SECOND : 0;
  const leftSeconds = rate > 0 ? Math.ceil((now.total - now.done) / rate) : undefined;
  const cells = 24;
  const full = Math.round(share * cells);
  const figures = [
    `${now.done}/${now.total}`,
    `${Math.floor(share * 100)} %`,
    `${rate.toFixed(1)}/s`,
    ...(leftSeconds === undefined || now.done === now.total ? [] : [`${leftSeconds} s left`]),
    now.note,
  ];
  return truncate(`${'█'.repeat(full)}${'░'.repeat(cells - full)}  ${figures.join('  ')}`, width - 1);
};

export const createProgressBar = (
  title: string,
  stream: NodeJS.WriteStream = process.stderr,
): ProgressBar => {
  const started = Date.now();
  let lastPlain = 0;
  let drawn = false;
  return {
    update: (now) => {
      const elapsed = Date.now() - started;
      if (stream.isTTY) {
        const label = paint('bold', title, stream);
        stream.write(`\r\u001b[2K${label}  ${renderBar(now, elapsed, widthOf(stream) - title.length - 2)}`);
        drawn = true;
      } else if (Date.now() - lastPlain >= plainEveryMs || now.done === now.total) {
        if (lastPlain !== 0 && now.done === now.total && drawn) return;
        lastPlain = Date.now();
        drawn = now.done === now.total;
        stream.write(`${title}: ${now.done} of ${now.total}${now.note === '' ? '' : ` (${now.note})`}\n`);
      }
    },
    end: () => {
      if (stream.isTTY && drawn) stream.write('\n');
    },
  };
};
