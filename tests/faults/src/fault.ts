import type { RunUnderFire } from './run-under-fire.ts';
import type { Backend, Site } from './site.ts';

/** What must be true of the run when the fault is over. */
export type Expectation = {
  /** Rows that are answered or abstained at least; of `documents`. */
  answered: number;
  /** Codes that the other rows may have; every one of them must have one of these. */
  codes?: string[];
  /** What the command ends with. */
  exit: 0 | 3;
  /** Calls to the model at most; where nothing may be paid for twice it is the number of documents. */
  modelCalls?: number;
};

/** One fault: what is broken, when, how it is put right again, and what must come of it. */
export type Fault = {
  name: string;
  /** For people: what is done. */
  what: string;
  /** Default: both. */
  backends?: Backend[];
  /** Services that the fault starts itself; the others are the stack's. */
  without?: string[];
  /** Before the run is started. */
  before?(site: Site): Promise<void>;
  /** While documents are under way. */
  inject?(site: Site, run: RunUnderFire): Promise<void>;
  /** After the run, whatever came of it. */
  undo?(site: Site): Promise<void>;
  expect: Expectation;
};

/** Documents of a fault's run. */
export const documents = 40;

/** Everybody answered, the command content. */
export const everyone: Expectation = { answered: documents, exit: 0 };

/** Nobody answered, and every row says why. */
export const nobody = (code: string): Expectation => ({ answered: 0, codes: [code], exit: 3 });
