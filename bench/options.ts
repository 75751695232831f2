import { parseArgs } from 'node:util';
import { type Backend, backends, type System, systems } from './measurement.ts';

export type Options = {
  /** Rounds; each measures every system once. */
  runs: number;
  /** Documents of one run; the whole system takes the first so many of the casebook. */
  documents: Record<System, number>;
  /** Documents that go through the two chains before, uncounted. */
  warmUp: number;
  backends: Backend[];
  systems: System[];
  json: boolean;
  /** Write `bench/results/<date>.json`. */
  out: boolean;
};

export const usage = `Usage: npm run bench -- [options]

Documents a second of a bare BullMQ chain, of the services' shell with empty stages and of the whole system,
side by side, on Postgres and, where there is a redis-server, on Redis.

  --runs <n>        rounds, the median of which is shown (3)
  --documents <n>   documents of one run (2000 in the chains, 400 in the whole system)
  --warm-up <n>     documents that go through the chains before, uncounted (1000)
  --only <list>     of ${[...systems, ...backends].join(', ')}; with commas between (all)
  --json            print the result as JSON
  --out             write bench/results/<date>.json
`;

const wholeNumber = (name: string, text: string, least = 1): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new TypeError(`--${name} takes a whole number from ${least}`);
};

/** A chain is through with 400 documents in a second, which is too short to tell rates apart. */
const usualDocuments: Record<System, number> = { bare: 2000, empty: 2000, whole: 400 };

const documentsOf = (text: string | undefined): Record<System, number> => {
  if (text === undefined) return usualDocuments;
  const documents = wholeNumber('documents', text);
  return { bare: documents, empty: documents, whole: documents };
};

/** `bare,postgres` is the bare chain on Postgres; what a list does not name of a kind is not limited. */
const chosen = <T extends string>(all: readonly T[], only: string[]): T[] => {
  const named = all.filter((each) => only.includes(each));
  return named.length > 0 ? named : [...all];
};

/** Reads the command line. Throws a TypeError that says what is wrong with it. */
export const readOptions = (args: string[]): Options | 'help' => {
  const { values } = parseArgs({
    args,
    options: {
      runs: { type: 'string', default: '3' },
      documents: { type: 'string' },
      'warm-up': { type: 'string', default: '1000' },
      only: { type: 'string', default: '' },
      json: { type: 'boolean', default: false },
      out: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const only = values.only.split(',').filter((name) => name !== '');
  const unknown = only.find((name) => ![...systems, ...backends].some((known) => known === name));
  if (unknown !== undefined) throw new TypeError(`--only does not know ${unknown}`);
  return {
    runs: wholeNumber('runs', values.runs),
    documents: documentsOf(values.documents),
    warmUp: wholeNumber('warm-up', values['warm-up'], 0),
    backends: chosen(backends, only),
    systems: chosen(systems, only),
    json: values.json,
    out: values.out,
  };
};
