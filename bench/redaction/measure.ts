import type { AnnotatedText } from '../../apps/benchmark/src/redaction/annotated-texts.ts';
import { latenciesOf } from '../latencies.ts';
import { median } from '../measurement.ts';
import { twoKilobytes } from './load-texts.ts';
import type { Range } from './peers.ts';
import { type RedactionProcess, startRedaction } from './process.ts';
import { onSharedTypes, type Quality, qualityOf, type SharedTypes } from './quality.ts';
import { isPeer, type SubjectName } from './subjects.ts';

/** Requests a second of every steady load. */
export const perSecond = 50;

/** A redactor as a function of a process of its own; medians over the rounds. */
export type SubjectFigures = {
  name: SubjectName;
  quality: Quality;
  /** Megabytes (10^6 bytes) of text a processor second, and of each round. */
  megabytesPerCpuSecond: number;
  rounds: number[];
  /** Of texts of 2 KB at a steady rate, from when a text was due. */
  p50Ms: number;
  p95Ms: number;
  /** The most resident memory of its process, at any time. */
  memoryMiB: number;
};

export type Measured = { subjects: SubjectFigures[]; shared: SharedTypes[] };

const MIB = 1024 * 1024;
const MB = 1e6;

type Load = { rounds: number; seconds: number };

type Subject = { name: SubjectName; running: RedactionProcess; found: Range[][]; rounds: Round[] };

type Round = { megabytesPerCpuSecond: number; p50Ms: number; p95Ms: number };

/**
 * Measures redactors on the same texts, each in a process of its own. What they find comes first, and warms them up;
 * then, in each round, one after the other: a machine that is busy meanwhile is so for all of them.
 */
export const measureSubjects = async (
  names: readonly SubjectName[],
  texts: readonly AnnotatedText[],
  load: Load,
  note: (text: string) => void,
): Promise<Measured> => {
  const plain = texts.map(({ text }) => text);
  const subjects: Subject[] = [];
  try {
    for (const name of names) {
      note(`${name}: what it finds`);
      const running = await startRedaction(name);
      const subject: Subject = { name, running, found: [], rounds: [] };
      subjects.push(subject);
      subject.found = await running.find(plain);
    }
    for (let round = 1; round <= load.rounds; round += 1) {
      for (const { name, running, rounds } of subjects) {
        note(`${name}: round ${round} of ${load.rounds}`);
        rounds.push(await measureRound(running, plain, load.seconds));
      }
    }
    return {
      subjects: await Promise.all(subjects.map((subject) => figuresOf(subject, texts))),
      shared: sharedOf(subjects, texts),
    };
  } finally {
    for (const { running } of subjects) running.stop();
  }
};

const measureRound = async (
  running: RedactionProcess,
  plain: readonly string[],
  seconds: number,
): Promise<Round> => {
  const { bytes, cpuSeconds } = await running.throughput(plain, seconds);
  const asked = twoKilobytes(plain, Math.ceil(perSecond * seconds));
  const { p50, p95 } = latenciesOf(await running.latencies(asked, perSecond), 0, seconds);
  return { megabytesPerCpuSecond: bytes / MB / cpuSeconds, p50Ms: p50, p95Ms: p95 };
};

const figuresOf = async (
  { name, running, found, rounds }: Subject,
  texts: readonly AnnotatedText[],
): Promise<SubjectFigures> => {
  const speeds = rounds.map(({ megabytesPerCpuSecond }) => megabytesPerCpuSecond);
  return {
    name,
    quality: qualityOf(texts, found),
    megabytesPerCpuSecond: median(speeds),
    rounds: speeds,
    p50Ms: median(rounds.map(({ p50Ms }) => p50Ms)),
    p95Ms: median(rounds.map(({ p95Ms }) => p95Ms)),
    memoryMiB: (await running.memory()) / MIB,
  };
};

const sharedOf = (subjects: readonly Subject[], texts: readonly AnnotatedText[]): SharedTypes[] => {
  const ours = subjects.find(({ name }) => name === 'rollcall');
  if (ours === undefined) return [];
  return subjects.flatMap(({ name, found }) =>
    isPeer(name) ? [onSharedTypes(name, texts, { theirs: found, ours: ours.found })] : [],
  );
};
