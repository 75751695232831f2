import type { Cpu } from '../cpu.ts';
import type { Latencies } from '../latencies.ts';
import type { LookupRate } from './lookup-rate.ts';

/** One way to search the passages. */
export type Way = {
  name: string;
  open?: Latencies;
  closed: Latencies;
  /** Processor seconds of the closed loop by process; `enqueuer` is who asks. */
  cpu?: Cpu;
};

/** What one run of the bench found. */
export type SearchFigures = {
  passages: number;
  ingest: { perSecond: number };
  index: { mebibytes: number; bytesPerPosting: number; segments: number };
  snapshot: { mebibytes: number; loadSeconds: number };
  ways: Way[];
  lookups?: LookupRate;
};
