import { parseArgs } from 'node:util';
import { analyzeTogether } from '../apps/redactor/src/analyze.ts';
import { loadNames } from '../apps/redactor/src/names/find-names.ts';
import { alignTable } from './align-columns.ts';
import { median } from './measurement.ts';
import { progressOn } from './progress.ts';
import { longTexts } from './redaction/long-texts.ts';

// `npm run bench:long-texts`: how long the redactor takes over one very long text, kind by kind.

const usage = `Usage: npm run bench:long-texts -- [options]

  --length <n>   characters of each text (1000000)
  --rounds <n>   the median of which is shown (3)
  --seed <n>     other texts of the same kinds (1)
  --json         print the figures as JSON
`;

const { values } = parseArgs({
  options: {
    length: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const [length, rounds, seed] = [values.length, values.rounds, values.seed].map(Number) as [
  number,
  number,
  number,
];
if (values.help || !(length > 0) || !(rounds > 0) || !Number.isInteger(seed)) {
  process.stdout.write(usage);
  process.exit(values.help ? 0 : 2);
}

type Taken = { seconds: number; processorSeconds: number; findings: number };

const analyze = (text: string): Taken => {
  const cpu = process.cpuUsage();
  const from = performance.now();
  const findings = analyzeTogether([text])[0]!.length;
  const seconds = (performance.now() - from) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { seconds, processorSeconds: (user + system) / 1e6, findings };
};

loadNames();
const progress = progressOn(process.stderr);
const texts = longTexts(length, seed);
// Code that has run before, as in a service that has been up for a minute.
for (const { text } of texts) analyze(text.slice(0, 20_000));
const figures = texts.map(({ kind, text }) => {
  progress.say(kind);
  const taken = Array.from({ length: rounds }, () => analyze(text));
  return {
    kind,
    seconds: median(taken.map(({ seconds }) => seconds)),
    processorSeconds: median(taken.map(({ processorSeconds }) => processorSeconds)),
    findings: taken[0]!.findings,
  };
});
progress.done();
if (values.json) {
  process.stdout.write(`${JSON.stringify({ length, rounds, seed, figures }, null, 2)}\n`);
} else {
  const rows = figures.map(({ kind, seconds, processorSeconds, findings }) => [
    kind,
    seconds.toFixed(2),
    processorSeconds.toFixed(2),
    String(findings),
  ]);
  const head = [`${length} characters`, 'seconds', 'CPU s', 'findings'];
  process.stdout.write(`${alignTable(head, rows, 1).join('\n')}\n`);
}
