import type { Cpu } from './cpu.ts';

/** What is measured, each on the same servers and in the same run as the others. */
export const systems = ['bare', 'empty', 'whole'] as const;
export type System = (typeof systems)[number];

/** The queue's backend. */
export const backends = ['postgres', 'redis'] as const;
export type Backend = (typeof backends)[number];

/** One run of one system. */
export type Measurement = {
  backend: Backend;
  system: System;
  documents: number;
  /** Documents that came out at the end, each counted once; of the whole system: answered or abstained. */
  completed: number;
  /** From the first document's opening (its first `add` in the bare chain) to the last one's end. */
  seconds: number;
  /** Processor time of that while, by process; undefined where the system does not tell. */
  cpu: Cpu | undefined;
};

export type Figure = {
  backend: Backend;
  system: System;
  /** Of the runs: the least complete one, so that no figure hides a loss. */
  completion: string;
  runs: number[];
  /** Median over the runs. */
  documentsPerSecond: number;
  /** Median over the runs, of this run's rate to the bare chain's in the same round; null without one. */
  ratioToBare: number | null;
  /**
   * Median processor time of one document over all processes, servers included; null where not known. Of
   * the whole system without the `rollcall` command itself.
   */
  cpuMsPerDocument: number | null;
};

/** The middle value; the mean of the two middle ones of an even number. Throws a RangeError for none. */
export const median = (values: number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  const lower = sorted[sorted.length % 2 === 0 ? middle - 1 : middle];
  if (upper === undefined || lower === undefined) throw new RangeError('the median of no values');
  return (lower + upper) / 2;
};

/** Completed documents a second. */
export const rateOf = ({ completed, seconds }: Measurement): number => completed / seconds;

/** Processor time of one document in milliseconds, all processes together. */
export const cpuMsPerDocument = ({ cpu, documents }: Measurement): number | null =>
  cpu === undefined
    ? null
    : (Object.values(cpu).reduce((sum, seconds) => sum + seconds, 0) * 1000) / documents;

/**
 * One figure a backend and system. A ratio is taken inside its round, where both sides met the same
 * machine, and only then the median over the rounds: a busy minute then spoils one round, not the ratio.
 */
export const figuresOf = (rounds: Measurement[][]): Figure[] => {
  const all = rounds.flat();
  return backends.flatMap((backend) =>
    systems.flatMap((system) => {
      const mine = all.filter((each) => each.backend === backend && each.system === system);
      const worst = mine.toSorted((a, b) => a.completed - b.completed)[0];
      if (worst === undefined) return [];
      const ratios = rounds.flatMap((round) => {
        const of = (wanted: System) =>
          round.find((each) => each.backend === backend && each.system === wanted);
        const [bare, own] = [of('bare'), of(system)];
        return bare !== undefined && own !== undefined ? [rateOf(own) / rateOf(bare)] : [];
      });
      const cpu = mine.map(cpuMsPerDocument).filter((each) => each !== null);
      return [
        {
          backend,
          system,
          completion: `${worst.completed} of ${worst.documents}`,
          runs: mine.map(rateOf),
          documentsPerSecond: median(mine.map(rateOf)),
          ratioToBare: ratios.length === 0 ? null : median(ratios),
          cpuMsPerDocument: cpu.length === 0 ? null : median(cpu),
        },
      ];
    }),
  );
};
