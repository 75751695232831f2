import { parseArgs } from 'node:util';
import { faults } from './faults.ts';
import type { Backend } from './site.ts';

export type Options = {
  times: number;
  backends: Backend[];
  /** Names of faults; all where empty. */
  only: string[];
  resume: boolean;
  /** Instead of the suite: kills all the time. */
  killStorm: boolean;
  documents: number;
  state: string;
};

export const usage = `Usage: npm run faults -- [options]

Breaks a whole system in every way that is expected of production and looks whether each document still has its
row. Real processes, a queue on Postgres and one on Redis (where there is a redis-server).

  --times <n>        rounds (1)
  --backend <name>   postgres, redis or both (both)
  --only <names>     only these faults, with commas between
  --resume           go on where a loop was ended
  --state <file>     where the loop keeps its results (.rollcall/faults.jsonl)
  --list             name the faults and what each does
  --storm-of-kills   instead: kill a random service every second until a run is over
  --documents <n>    documents of that run (400)

Exit status: 0 every fault came out as expected, 1 one did not, 2 usage.
`;

/** Reads the command line. Throws a TypeError that says what is wrong with it. */
export const readOptions = (args: string[]): Options | 'help' | 'list' => {
  const { values } = parseArgs({
    args,
    options: {
      times: { type: 'string', default: '1' },
      backend: { type: 'string', default: 'both' },
      only: { type: 'string', default: '' },
      resume: { type: 'boolean', default: false },
      state: { type: 'string', default: '.rollcall/faults.jsonl' },
      list: { type: 'boolean', default: false },
      'storm-of-kills': { type: 'boolean', default: false },
      documents: { type: 'string', default: '400' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  if (values.list) return 'list';
  const only = values.only.split(',').filter((name) => name !== '');
  const unknown = only.find((name) => !faults.some((fault) => fault.name === name));
  if (unknown !== undefined) throw new TypeError(`there is no fault ${unknown}`);
  if (!['postgres', 'redis', 'both'].includes(values.backend)) {
    throw new TypeError('--backend is postgres, redis or both');
  }
  return {
    times: wholeNumber('times', values.times),
    backends: values.backend === 'both' ? ['postgres', 'redis'] : [values.backend as Backend],
    only,
    resume: values.resume,
    killStorm: values['storm-of-kills'],
    documents: wholeNumber('documents', values.documents),
    state: values.state,
  };
};

const wholeNumber = (name: string, text: string): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new TypeError(`--${name} takes a whole number from 1`);
};
