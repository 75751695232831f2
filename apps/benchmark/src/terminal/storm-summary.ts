import { counts } from '../report/figures.ts';
import { curveOf, namesOf, peakOf, serverPeak } from '../storm/curve.ts';
import { answeredOf } from '../storm/outcome.ts';
import { commandOf, type StormReport } from '../storm/storm-report.ts';
import { paint, widthOf } from './style.ts';
import { type Cell, renderTable } from './table.ts';

const SECOND = 1000;
const MIB = 1024 * 1024;

const headline = ({ verdict, outcome }: StormReport): string => {
  const text = `${verdict}: ${answeredOf(outcome)} of ${outcome.documents} documents answered the roll call`;
  return paint(verdict === 'pass' ? ['bold', 'green'] : ['bold', 'red'], text);
};

const reasonLines = ({ reasons }: StormReport): string[] =>
  reasons.length === 0 ? [] : [reasons.map((reason) => paint('red', `fail: ${reason}`)).join('\n')];

const figures = ({ outcome, samples, bounds, plan }: StormReport): string => {
  const { rows, answers } = outcome;
  const servers = Object.entries(bounds.servers).map(([server, most]) => {
    return `${serverPeak(samples, server, most)} of ${most} (${server})`;
  });
  const lines: [string, string][] = [
    ['again with', commandOf(plan)],
    [
      'rows',
      `answered ${rows.answered}, abstained ${rows.abstained}, failed ${rows.failed}, lost ${rows.lost}${rows.open > 0 ? `, open ${rows.open}` : ''}`,
    ],
    ...(Object.keys(outcome.failures).length === 0
      ? []
      : [['codes', counts(outcome.failures)] as [string, string]]),
    ...(plan.via === 'http'
      ? [['callers got', counts(answers as Record<string, number>)] as [string, string]]
      : []),
    ...(outcome.sentAgain > 0
      ? [['sent again', `${outcome.sentAgain} times after a 429`] as [string, string]]
      : []),
    ['Postgres', `at most ${servers.join(', ')} connections`],
    [
      'time',
      `${(outcome.stormMs / SECOND).toFixed(1)} s, ${((outcome.documents / outcome.stormMs) * SECOND).toFixed(1)} documents/s`,
    ],
  ];
  const most = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, value]) => `${paint('dim', name.padEnd(most))}  ${value}`).join('\n');
};

const mib = (bytes: number | undefined): string =>
  bytes === undefined ? '–' : `${Math.round(bytes / MIB)} MiB`;

const poolTable = ({ samples, bounds }: StormReport): string =>
  renderTable(
    [
      { title: 'pool' },
      { title: 'connections', align: 'right' },
      { title: 'bound', align: 'right' },
      { title: 'most waiting', align: 'right' },
      { title: 'kept too long, by', flexible: true },
    ],
    namesOf(samples, 'connections').map((pool) => {
      const peak = peakOf(curveOf(samples, 'connections', pool))?.value ?? 0;
      const most = bounds.pools[pool];
      const over = most !== undefined && peak > most;
      const waiting = samples.some((sample) => pool in sample.waiting)
        ? String(peakOf(curveOf(samples, 'waiting', pool))?.value ?? 0)
        : '–';
      const leaks = (samples.at(-1)?.leaks ?? []).filter((leak) => leak.pool === pool);
      const peakCell: Cell = over ? { text: String(peak), format: 'red' } : String(peak);
      return [
        pool,
        peakCell,
        String(most ?? '–'),
        waiting,
        leaks.map(({ count, site }) => `${count} ${site}`).join(', '),
      ];
    }),
    widthOf(),
  );

const memoryTable = ({ samples }: StormReport): string =>
  renderTable(
    [
      { title: 'service' },
      { title: 'memory before', align: 'right' },
      { title: 'most', align: 'right' },
      { title: 'at the end', align: 'right' },
    ],
    namesOf(samples, 'memory').map((service) => {
      const curve = curveOf(samples, 'memory', service);
      return [service, mib(curve.at(0)?.value), mib(peakOf(curve)?.value), mib(curve.at(-1)?.value)];
    }),
    widthOf(),
  );

/** What a person sees after a storm: the verdict and its reasons first, then what it is made of. */
export const renderStorm = (report: StormReport, folder: string): string =>
  [
    headline(report),
    ...reasonLines(report),
    figures(report),
    poolTable(report),
    memoryTable(report),
    paint('dim', `The curves: ${folder}/storm.html; every figure: ${folder}/storm.json`),
  ].join('\n\n');
