import type { Point } from '../curve.ts';
import { escapeHtml, type Frame, near, ticks, xOf, yOf } from './svg.ts';

const SECOND = 1000;

/** One curve; `colour` is a class of the page's style: `c0` to `c6`, or a status' name. */
export type Curve = { name: string; colour: string; points: Point[] };

export type Chart = {
  title: string;
  /** How values are written at the axis and in hints; default: as they are. */
  unit?: (value: number) => string;
  curves: Curve[];
  /** One on top of the other, filled, instead of lines. */
  stacked?: boolean;
  /** A dashed line across: what must not be passed or, as a goal, what must be reached. */
  bound?: { value: number; label: string; isGoal?: boolean } | undefined;
  /** Right end of the time axis in milliseconds: the same for all charts of a page. */
  endMs: number;
  /** When the last document was answered: a thin line down. */
  answeredMs: number;
  width: number;
  height: number;
};

const asItIs = (value: number): string => String(Math.round(value * 100) / 100);

/** A chart as inline SVG with its title and legend; every text that it shows is escaped. Pure. */
export const renderChart = (chart: Chart): string => {
  const unit = chart.unit ?? asItIs;
  const tops = chart.stacked ? stackTops(chart.curves) : chart.curves.map(({ points }) => points);
  const highest = Math.max(0, ...tops.flat().map(({ value }) => value), chart.bound?.value ?? 0);
  const steps = ticks(highest, 4);
  const frame: Frame = {
    width: chart.width,
    height: chart.height,
    left: 54,
    right: 10,
    // Room for a bound's label above the highest line.
    top: 18,
    bottom: 22,
    mostX: chart.endMs,
    mostY: steps.at(-1) ?? 1,
  };
  const marks = chart.stacked ? areas(chart.curves, tops, frame) : lines(chart.curves, frame);
  return `<figure>
<figcaption>${escapeHtml(chart.title)}${legend(chart.curves, unit)}</figcaption>
<svg viewBox="0 0 ${chart.width} ${chart.height}" role="img" aria-label="${escapeHtml(spoken(chart, unit))}">
${axes(frame, steps, unit)}
${marks}
${answered(frame, chart.answeredMs)}
${boundLine(frame, chart.bound)}
</svg>
</figure>`;
};

const axes = (frame: Frame, steps: number[], unit: (value: number) => string): string => {
  const across = steps.map((step) => {
    const y = near(yOf(frame, step));
    return `<line class="grid" x1="${frame.left}" x2="${frame.width - frame.right}" y1="${y}" y2="${y}"/>
<text class="axis" x="${frame.left - 6}" y="${y}" dy="0.32em" text-anchor="end">${escapeHtml(unit(step))}</text>`;
  });
  const seconds = ticks(frame.mostX / SECOND, frame.width > 500 ? 8 : 4).filter(
    (second) => second * SECOND <= frame.mostX,
  );
  const along = seconds.map(
    (second) =>
      `<text class="axis" x="${near(xOf(frame, second * SECOND))}" y="${frame.height - 6}" text-anchor="middle">${near(second)} s</text>`,
  );
  return [...across, ...along].join('\n');
};

const path = (points: Point[], frame: Frame): string =>
  points
    .map(
      ({ atMs, value }, index) =>
        `${index === 0 ? 'M' : 'L'}${near(xOf(frame, atMs))} ${near(yOf(frame, value))}`,
    )
    .join('');

const lines = (curves: Curve[], frame: Frame): string =>
  curves
    .map(
      ({ name, colour, points }) =>
        `<path class="line ${colour}" d="${path(points, frame)}"><title>${escapeHtml(name)}</title></path>`,
    )
    .join('\n');

/** The upper edge of each layer. All curves of a stack have their points at the same times. */
const stackTops = (curves: Curve[]): Point[][] => {
  let below: number[] = [];
  return curves.map(({ points }) => {
    const top = points.map(({ atMs, value }, index) => ({ atMs, value: value + (below[index] ?? 0) }));
    below = top.map(({ value }) => value);
    return top;
  });
};

const areas = (curves: Curve[], tops: Point[][], frame: Frame): string =>
  curves
    .map(({ name, colour }, layer) => {
      const top = tops[layer] ?? [];
      const floor = layer === 0 ? top.map(({ atMs }) => ({ atMs, value: 0 })) : (tops[layer - 1] ?? []);
      const back = [...floor].reverse();
      const down = path(back, frame).replace('M', 'L');
      return `<path class="area ${colour}" d="${path(top, frame)}${down}Z"><title>${escapeHtml(name)}</title></path>`;
    })
    .join('\n');

const answered = (frame: Frame, atMs: number): string => {
  const x = near(xOf(frame, atMs));
  return `<line class="answered-line" x1="${x}" x2="${x}" y1="${frame.top}" y2="${frame.height - frame.bottom}"><title>the last answer</title></line>`;
};

const boundLine = (frame: Frame, bound: Chart['bound']): string => {
  if (bound === undefined) return '';
  const y = yOf(frame, bound.value);
  const kind = bound.isGoal ? 'goal' : 'bound';
  return `<line class="${kind}" x1="${frame.left}" x2="${frame.width - frame.right}" y1="${near(y)}" y2="${near(y)}"/>
<text class="${kind}-label" x="${frame.width - frame.right}" y="${near(y - 5)}" text-anchor="end">${escapeHtml(bound.label)}</text>`;
};

const most = (points: Point[]): number => Math.max(0, ...points.map(({ value }) => value));

const legend = (curves: Curve[], unit: (value: number) => string): string =>
  curves.length < 2
    ? ''
    : `<span class="legend">${curves
        .map(
          ({ name, colour, points }) =>
            `<span><i class="${colour}"></i>${escapeHtml(name)} <b>${escapeHtml(unit(most(points)))}</b></span>`,
        )
        .join('')}</span>`;

/** The chart for whoever cannot see it: each curve's peak, and the bound. */
const spoken = ({ title, curves, bound }: Chart, unit: (value: number) => string): string =>
  [
    `${title}:`,
    curves.map(({ name, points }) => `${name} at most ${unit(most(points))}`).join(', '),
    ...(bound ? [`bound ${unit(bound.value)}`] : []),
  ].join(' ');
