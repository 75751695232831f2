import { hops } from '@rollcall/pipeline';
import { curveOf, type Measure, namesOf, peakOf } from '../curve.ts';
import type { StormReport } from '../storm-report.ts';
import { type Chart, type Curve, renderChart } from './chart.ts';

const MIB = 1024 * 1024;
const colours = 7;

// Close to the size that the page shows them in, so that all their texts have one size.
const wide = { width: 1060, height: 260 };
const half = { width: 510, height: 210 };
const small = { width: 250, height: 145 };

const mib = (value: number): string => `${Math.round(value)} MiB`;

type Times = Pick<Chart, 'endMs' | 'answeredMs'>;

const timesOf = ({ samples, outcome }: StormReport): Times => ({
  endMs: samples.at(-1)?.atMs ?? 0,
  answeredMs: outcome.stormMs,
});

const curvesOf = ({ samples }: StormReport, measure: Measure, names: string[]): Curve[] =>
  names.map((name, index) => ({
    name,
    colour: `c${index % colours}`,
    points: curveOf(samples, measure, name),
  }));

/** The rows, one status on top of the other: the picture fills up as documents come back. */
export const rowsChart = (report: StormReport): string => {
  const statuses = ['answered', 'abstained', 'failed', 'lost', 'open'] as const;
  return renderChart({
    title: 'Rows in the ledger',
    stacked: true,
    ...wide,
    ...timesOf(report),
    bound: { value: report.outcome.documents, label: `${report.outcome.documents} documents`, isGoal: true },
    curves: statuses
      .map((status) => ({
        name: status,
        colour: status,
        points: report.samples.map(({ atMs, rows }) => ({ atMs, value: rows[status] })),
      }))
      .filter(({ points }) => points.some(({ value }) => value > 0)),
  });
};

/** A small chart for each pool, with its bound; what is over its bound comes first. */
export const poolCharts = (report: StormReport): string =>
  namesOf(report.samples, 'connections')
    .map((pool) => {
      const points = curveOf(report.samples, 'connections', pool);
      const most = report.bounds.pools[pool];
      return { pool, points, most, isOver: most !== undefined && (peakOf(points)?.value ?? 0) > most };
    })
    .sort((one, other) => Number(other.isOver) - Number(one.isOver))
    .map(({ pool, points, most, isOver }) =>
      renderChart({
        title: pool,
        ...small,
        ...timesOf(report),
        bound: most === undefined ? undefined : { value: most, label: `${most} allowed` },
        curves: [{ name: pool, colour: isOver ? 'failed' : 'c0', points }],
      }),
    )
    .join('\n');

/** The servers' connections in all, against what they give to ordinary roles. */
export const serverCharts = (report: StormReport): string =>
  Object.entries(report.bounds.servers)
    .map(([server, most]) =>
      renderChart({
        title: `Postgres of the ${server}: all connections`,
        ...half,
        ...timesOf(report),
        bound: { value: most, label: `${most} for ordinary roles` },
        curves: [{ name: server, colour: 'c0', points: curveOf(report.samples, 'servers', server) }],
      }),
    )
    .join('\n');

/** Callers that wait for a connection; pools where nobody ever waited are left out. Empty where none did. */
export const waitChart = (report: StormReport): string => {
  const names = namesOf(report.samples, 'waiting').filter((pool) =>
    report.samples.some(({ waiting }) => (waiting[pool] ?? 0) > 0),
  );
  if (names.length === 0) return '<p class="none">Nobody was seen waiting for a connection.</p>';
  return renderChart({
    title: 'Callers that wait for a connection',
    ...half,
    ...timesOf(report),
    curves: curvesOf(report, 'waiting', names),
  });
};

/** Jobs by hop, in the order of the route. */
export const queueChart = (report: StormReport): string =>
  renderChart({
    title: 'Jobs in the queue',
    stacked: true,
    ...half,
    ...timesOf(report),
    curves: curvesOf(report, 'queue', [...hops]),
  });

export const memoryChart = (report: StormReport): string =>
  renderChart({
    title: 'Memory of each service',
    unit: mib,
    ...wide,
    ...timesOf(report),
    curves: curvesOf(report, 'memory', namesOf(report.samples, 'memory')).map((curve) => ({
      ...curve,
      points: curve.points.map(({ atMs, value }) => ({ atMs, value: value / MIB })),
    })),
  });
