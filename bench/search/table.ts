import { alignColumns } from '../align-columns.ts';
import type { Latencies } from '../latencies.ts';
import type { SearchFigures, Way } from './figures.ts';

const head = ['way', 'loop', 'answers/s', 'p50 ms', 'p95 ms', 'p99 ms', 'failed'];

const line = (name: string, loop: string, found: Latencies): string[] => [
  name,
  loop,
  found.perSecond.toFixed(0),
  ...[found.p50, found.p95, found.p99].map((ms) => ms.toFixed(1)),
  String(found.failed),
];

/** Milliseconds of an answer, by process. */
const renderCpu = ({ name, cpu, closed }: Way): string[] =>
  cpu === undefined
    ? []
    : [
        `${name}: processor ms an answer: ${Object.entries(cpu)
          .map(([process, seconds]) => `${process} ${((seconds * 1000) / closed.answers).toFixed(2)}`)
          .join(', ')}`,
      ];

/** The figures as plain text. */
export const renderSearch = ({ passages, ingest, index, snapshot, ways, lookups }: SearchFigures): string => {
  const rows = ways.flatMap(({ name, open, closed }) => [
    ...(open ? [line(name, '200/s', open)] : []),
    line(name, 'closed', closed),
  ]);
  return [
    `${passages} passages, ingested at ${ingest.perSecond.toFixed(0)} a second`,
    `index ${index.mebibytes.toFixed(0)} MiB in ${index.segments} segments, ${index.bytesPerPosting.toFixed(1)} bytes a posting`,
    `snapshot ${snapshot.mebibytes.toFixed(0)} MiB, loaded in ${snapshot.loadSeconds.toFixed(1)} s`,
    '',
    ...alignColumns([head, ...rows], 2),
    '',
    ...ways.flatMap(renderCpu),
    ...(lookups
      ? [
          '',
          `fetching ten passages: ${lookups.ours.toFixed(0)} a second, bare pg.Pool ${lookups.bare.toFixed(0)} ` +
            `(ratio ${lookups.ratio.toFixed(2)}), pgbench ${lookups.pgbench?.toFixed(0) ?? 'not there'}`,
        ]
      : []),
  ].join('\n');
};
