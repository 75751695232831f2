import type { Hop, Payload, StageResult } from '@rollcall/pipeline';
import type { Log } from '@rollcall/telemetry';

/** What a stage has besides its job. */
export type StageContext = {
  /** Aborted when the process drains or the job's lock is lost: stop what you do and throw. */
  signal: AbortSignal;
  log: Log;
  /** Counts a call to the model that is about to be made: the row tells all of them, failed ones too. */
  countModelCall(): void;
};

/** One hop of a service: a function from a job to the next job. Queue, trace, retry and drain are the shell's. */
export type Stage<H extends Hop = Hop> = {
  hop: H;
  run(job: Payload<H>, context: StageContext): Promise<StageResult>;
  /**
   * The work costs money: before it is done, the shell looks whether its next job exists already (a
   * killed process may have added it) and skips the work if so. Which jobs those can be, the route says.
   */
  costly?: boolean;
  /**
   * How long one job may rightly be at work, in milliseconds, where that is longer than its lock: a service all
   * of whose jobs are past it has stopped consuming.
   */
  longestMs?: number;
};

/** Lets stages of different hops stand in one list. */
export const stage = <H extends Hop>(definition: Stage<H>): Stage => definition as unknown as Stage;
