import { alignTable } from '../align-columns.ts';
import type { Measured, SubjectFigures } from './measure.ts';
import type { SharedTypes } from './quality.ts';
import type { ServiceFigures } from './service-load.ts';

export type RedactionFigures = Measured & {
  file: string;
  texts: number;
  /** Null where it was not asked for. */
  service: ServiceFigures | null;
};

const percent = (value: number | null): string => (value === null ? '-' : `${(100 * value).toFixed(1)} %`);
const fixed = (value: number | null, digits: number): string =>
  value === null ? '-' : value.toFixed(digits);

const renderQuality = (subjects: readonly SubjectFigures[]): string[] =>
  alignTable(
    ['all types', 'F1', 'F2', 'precision', 'recall', 'F1 tokens', 'leaked', 'clean flagged'],
    subjects.map(({ name, quality }) => [
      name,
      ...[quality.f1, quality.f2, quality.precision, quality.recall, quality.tokenF1].map((value) =>
        value.toFixed(3),
      ),
      percent(quality.leaked),
      percent(quality.flagged),
    ]),
    1,
  );

const renderShared = (shared: readonly SharedTypes[]): string[] =>
  alignTable(
    ['types that it looks for', 'types', 'marked', 'F1', 'ours', 'F2', 'ours', 'recall', 'ours'],
    shared.map(({ peer, types, marked, theirs, ours }) => [
      peer,
      String(types.length),
      String(marked),
      ...[theirs.f1, ours.f1, theirs.f2, ours.f2, theirs.recall, ours.recall].map((value) =>
        value.toFixed(3),
      ),
    ]),
    1,
  );

const renderSpeed = (subjects: readonly SubjectFigures[]): string[] =>
  alignTable(
    ['in a process of its own', 'MB/CPU s', 'each round', 'p50 ms', 'p95 ms', 'most MiB'],
    subjects.map((each) => [
      each.name,
      each.megabytesPerCpuSecond.toFixed(2),
      each.rounds.map((speed) => speed.toFixed(2)).join(' '),
      each.p50Ms.toFixed(1),
      each.p95Ms.toFixed(1),
      each.memoryMiB.toFixed(0),
    ]),
    1,
  );

const renderService = (service: ServiceFigures): string[] => {
  const { warm, load, end } = service.memoryMiB;
  return [
    ...alignTable(
      ['service over HTTP', 'p50 ms', 'p95 ms', 'p99 ms', 'CPU ms', 'failed', 'MiB warm', 'load', 'end'],
      [
        [
          `POST /analyze, 2 KB, ${service.perSecond}/s`,
          ...[service.p50Ms, service.p95Ms, service.p99Ms].map((ms) => ms.toFixed(1)),
          fixed(service.cpuMsPerRequest, 1),
          String(service.failed),
          ...[warm, load, end].map((mebibytes) => fixed(mebibytes, 0)),
        ],
      ],
      1,
    ),
  ];
};

/** The figures as plain text of at most 100 columns. */
export const renderRedaction = ({ file, texts, subjects, shared, service }: RedactionFigures): string =>
  [
    [`${file}, ${texts} texts`],
    ...(subjects.length > 0 ? [renderQuality(subjects)] : []),
    ...(shared.length > 0 ? [renderShared(shared)] : []),
    ...(subjects.length > 0 ? [renderSpeed(subjects)] : []),
    ...(service === null ? [] : [renderService(service)]),
  ]
    .map((lines) => lines.join('\n'))
    .join('\n\n');
