import { parseArgs } from 'node:util';
import { isPeer, ownNames, type SubjectName, subjectNames } from './subjects.ts';

export type Options = {
  /** A file of annotated texts; the casebook where there is none. */
  file: string | undefined;
  /** The first lines of the file only. */
  limit: number | undefined;
  subjects: SubjectName[];
  /** The redactor's own service, over HTTP. */
  service: boolean;
  rounds: number;
  /** Processor seconds of a throughput, and seconds of a steady load, in each round. */
  seconds: number;
  json: boolean;
};

export const usage = `Usage: npm run bench:redaction -- [options] [file]

Our redactor beside those of npm, on the same texts in one run.

  [file]           annotated texts, as \`rollcall eval redaction\` reads them (the casebook)
  --only <list>    of ours, peers, service, ${subjectNames.join(', ')}; with commas between (all)
  --limit <n>      the first n lines of the file
  --rounds <n>     the median of which is shown (3)
  --seconds <n>    of each round: processor seconds of the throughput, seconds of the steady load (10)
  --quick          one round of two seconds, the first 60 lines
  --json           print the figures as JSON
`;

const positive = (name: string, text: string): number => {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new TypeError(`--${name} takes a number above 0`);
};

const whole = (name: string, text: string): number => {
  const value = positive(name, text);
  if (Number.isInteger(value)) return value;
  throw new TypeError(`--${name} takes a whole number`);
};

/** What a name of `--only` stands for. */
const chosenBy = (name: string): (SubjectName | 'service')[] => {
  if (name === 'ours') return [...ownNames, 'service'];
  if (name === 'peers') return subjectNames.filter(isPeer);
  if (name === 'service') return ['service'];
  const found = subjectNames.find((subject) => subject === name);
  if (found === undefined) throw new TypeError(`--only does not know ${name}`);
  return [found];
};

/** Reads the command line. Throws a TypeError that says what is wrong with it. */
export const readOptions = (args: string[]): Options | 'help' => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      only: { type: 'string', default: '' },
      limit: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  if (positionals.length > 1) throw new TypeError('one file at a time');
  const names = values.only.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
  const chosen = new Set(names.length === 0 ? [...subjectNames, 'service'] : names.flatMap(chosenBy));
  const limit = values.limit ?? (values.quick ? '60' : undefined);
  return {
    file: positionals[0],
    limit: limit === undefined ? undefined : whole('limit', limit),
    subjects: subjectNames.filter((name) => chosen.has(name)),
    service: chosen.has('service'),
    rounds: whole('rounds', values.rounds ?? (values.quick ? '1' : '3')),
    seconds: positive('seconds', values.seconds ?? (values.quick ? '2' : '10')),
    json: values.json,
  };
};
