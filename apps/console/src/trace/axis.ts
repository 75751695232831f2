/** A stretch of time in milliseconds. */
export type Interval = { from: number; to: number };

/** A gap in which nothing happened and which is drawn narrow: where it stands (0 to 1) and how long it was. */
export type Break = { from: number; to: number; skippedMs: number };

/** A mark on the axis: `ms` since the first moment, and since the beginning of its stretch between two folds. */
export type Tick = { at: number; ms: number; stretchMs: number; stretch: number };

export type Axis = {
  /** Where a moment stands between the left edge (0) and the right one (1). */
  at(ms: number): number;
  breaks: Break[];
  ticks: Tick[];
};

/** A gap is drawn narrow where it is longer than this and than all that happened around it. */
const shortestBreakMs = 2000;
/** The drawn width of such a gap, as a share of the time that is drawn in full. */
const breakShare = 0.04;
const wantedTicks = 6;
/** What a tick's label takes of the axis. */
const tickRoom = 0.1;

/**
 * A time axis for a trace. A row that was opened again days later continues its old trace: long gaps
 * are folded, or both of its epochs would be one pixel wide.
 */
export const timeAxis = (intervals: readonly Interval[]): Axis => {
  const busy = merged(intervals);
  const first = busy[0]?.from ?? 0;
  const last = busy.at(-1)?.to ?? 0;
  const busyMs = busy.reduce((sum, { from, to }) => sum + (to - from), 0);
  const folded = busy
    .slice(1)
    .map(({ from }, index) => ({ from: busy[index]?.to ?? from, to: from }))
    .filter(({ from, to }) => to - from > Math.max(shortestBreakMs, busyMs));
  const skipped = folded.reduce((sum, { from, to }) => sum + (to - from), 0);
  const openMs = last - first - skipped;
  const breakMs = Math.max(1, openMs * breakShare);
  const width = Math.max(openMs + folded.length * breakMs, Number.MIN_VALUE);

  /** Drawn milliseconds up to a moment. */
  const drawn = (ms: number): number => {
    let shown = ms - first;
    for (const { from, to } of folded) {
      if (ms <= from) break;
      const inside = Math.min(ms, to) - from;
      shown += (inside / (to - from)) * breakMs - inside;
    }
    return shown;
  };
  const at = (ms: number): number => Math.min(1, Math.max(0, drawn(ms) / width));
  const breaks = folded.map(({ from, to }) => ({ from: at(from), to: at(to), skippedMs: to - from }));
  return { at, breaks, ticks: ticksOf({ first, last, folded, step: niceStep(openMs / wantedTicks) }, at) };
};

/** Intervals that touch as one, in order. */
const merged = (intervals: readonly Interval[]): Interval[] => {
  const result: Interval[] = [];
  for (const { from, to } of intervals.toSorted((a, b) => a.from - b.from)) {
    const open = result.at(-1);
    if (open && from <= open.to) open.to = Math.max(open.to, to);
    else result.push({ from, to });
  }
  return result;
};

/** The smallest of 1, 2 or 5 times a power of ten that is not below `rough`. */
const niceStep = (rough: number): number => {
  if (!(rough > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
};

type TickRange = { first: number; last: number; folded: Interval[]; step: number };

/** Ticks from the beginning of each stretch that is drawn in full; none inside a fold or right before the next stretch. */
const ticksOf = ({ first, last, folded, step }: TickRange, at: (ms: number) => number): Tick[] => {
  const starts = [first, ...folded.map((gap) => gap.to)];
  const ends = [...folded.map((gap) => gap.from), last];
  return starts.flatMap((start, stretch) => {
    const length = (ends[stretch] ?? start) - start;
    const next = starts[stretch + 1];
    const room = next === undefined ? 1 : at(next) - tickRoom;
    return Array.from({ length: Math.floor(length / step + 1e-9) + 1 }, (_, n) => n * step)
      .map((stretchMs) => ({ at: at(start + stretchMs), ms: start + stretchMs - first, stretchMs, stretch }))
      .filter((tick) => tick.stretchMs === 0 || tick.at <= room);
  });
};
