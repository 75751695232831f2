import type { BenchmarkConfig } from '../config.ts';

/** What every command gets: its settings, and where it writes. */
export type CommandContext = {
  config: BenchmarkConfig;
  /** Results, for people or, with `--json`, for machines. */
  print(text: string): void;
  /** What is going on meanwhile; never part of the result. */
  note(text: string): void;
};
