import { alignColumns } from './align-columns.ts';
import { median } from './measurement.ts';

/** What a process held after so many documents; MiB. */
export type Sample = { documents: number; rssMiB: number; heapMiB: number };

export type MemoryFigure = {
  service: string;
  /** Median resident memory of the second and of the last fifth of the way, MiB. */
  rssBefore: number;
  rssAfter: number;
  /** The least JavaScript heap in the same fifths, each after a full collection. */
  heapBefore: number;
  heapAfter: number;
  /** Growth of the least heap by least squares over the last four fifths, MiB for 1,000 documents. */
  heapGrowth: number;
};

/** Slope of the least-squares line through the points; 0 for fewer than two. */
export const slope = (points: [x: number, y: number][]): number => {
  if (points.length < 2) return 0;
  const mean = (at: 0 | 1) => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [mx, my] = [mean(0), mean(1)];
  const above = points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  const below = points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  return below === 0 ? 0 : above / below;
};

/**
 * Is a service's memory flat? The first fifth of the documents is left out: code is compiled and caches are
 * filled then. What follows is compared, its beginning with its end.
 */
export const figureOf = (service: string, samples: Sample[]): MemoryFigure => {
  const last = samples.at(-1)?.documents ?? 0;
  const within = (from: number, to: number) =>
    samples.filter(({ documents }) => documents > from * last && documents <= to * last);
  const fifths = [0.2, 0.4, 0.6, 0.8]
    .map((from) => within(from, from + 0.2))
    .filter(({ length }) => length > 0);
  const [before, after] = [fifths[0] ?? [], fifths.at(-1) ?? []];
  const least = (of: Sample[]): number => Math.min(...of.map(({ heapMiB }) => heapMiB));
  return {
    service,
    rssBefore: median(before.map(({ rssMiB }) => rssMiB)),
    rssAfter: median(after.map(({ rssMiB }) => rssMiB)),
    heapBefore: least(before),
    heapAfter: least(after),
    heapGrowth: slope(fifths.map((of) => [(of.at(-1)?.documents ?? 0) / 1000, least(of)])),
  };
};

/** The figures as a table; MiB. */
export const renderMemory = (figures: MemoryFigure[]): string => {
  const head = ['service', 'RSS before', 'RSS after', 'heap before', 'heap after', 'heap / 1,000 docs'];
  const lines = figures.map((figure) => [
    figure.service,
    ...[figure.rssBefore, figure.rssAfter, figure.heapBefore, figure.heapAfter].map((mib) => mib.toFixed(0)),
    figure.heapGrowth.toFixed(2),
  ]);
  return alignColumns([head, ...lines], 1).join('\n');
};
