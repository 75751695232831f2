import { parseArgs } from 'node:util';
import { type Backend, backends, type System, systems } from './measurement.ts';

export type Options = {
  /** Rounds; each measures every system once. */
  runs: number;
  /** Documents of one run; the whole system takes the first so many of the casebook. */
  documents: number;
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
  --documents <n>   documents of one run (400)
  --only <list>     of ${[...systems, ...backends].join(', ')}; with commas between (all)
  --json            print the result as JSON
  --out             write bench/results/<date>.json
`;

const wholeNumber = (name: string, text: string): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new TypeError(`--${name} takes a whole number from 1`);
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
      documents: { type: 'string', default: '400' },
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
    documents: wholeNumber('documents', values.documents),
    backends: chosen(backends, only),
    systems: chosen(systems, only),
    json: values.json,
    out: values.out,
  };
};
