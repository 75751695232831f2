import { spawnSync } from 'node:child_process';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createLog } from '@rollcall/telemetry';
import { nodeFlags } from '../apps/benchmark/src/stack/services.ts';
import { analyzeTogether } from '../apps/redactor/src/analyze.ts';
import { findInTurns } from '../apps/redactor/src/find-in-turns.ts';
import { openLongTexts } from '../apps/redactor/src/long-texts/long-texts.ts';
import { loadNames } from '../apps/redactor/src/names/find-names.ts';
import { alignTable } from './align-columns.ts';
import { median } from './measurement.ts';
import { progressOn } from './progress.ts';
import { longTexts } from './redaction/long-texts.ts';

// `npm run bench:long-texts`: how long the redactor takes over one very long text, kind by kind, and how long others wait
// meanwhile.

const usage = `Usage: npm run bench:long-texts -- [options]

  --length <n>   characters of each text (1000000)
  --rounds <n>   the median of which is shown, and the slowest (5)
  --seed <n>     other texts of the same kinds (1)
  --threads <n>  REDACT_LONG_TEXT_THREADS (1)
  --json         print the figures as JSON
`;

const { values } = parseArgs({
  options: {
    length: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const [length, rounds, seed, threads] = [values.length, values.rounds, values.seed, values.threads].map(
  Number,
) as [number, number, number, number];
if (values.help || !(length > 0) || !(rounds > 0) || !Number.isInteger(seed) || !(threads >= 0)) {
  process.stdout.write(usage);
  process.exit(values.help ? 0 : 2);
}

// Under the service's flags for Node, which make garbage collection cost more.
const flags = nodeFlags.redactor ?? [];
if (!flags.every((flag) => process.execArgv.includes(flag))) {
  const { status } = spawnSync(process.execPath, [...flags, ...process.argv.slice(1)], { stdio: 'inherit' });
  process.exit(status ?? 1);
}

type Taken = { seconds: number; processorSeconds: number; waitSeconds: number; findings: number };

const inParts = openLongTexts({ threads, log: createLog('bench') });

/** As the service does it. */
const analyze = async (text: string): Promise<Taken> => {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const cpu = process.cpuUsage();
  const from = performance.now();
  const cache = await findInTurns([text], {}, { longTexts: inParts });
  const findings = analyzeTogether([text], { cache })[0]!.length;
  const seconds = (performance.now() - from) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  await setImmediate();
  delay.disable();
  return { seconds, processorSeconds: (user + system) / 1e6, waitSeconds: delay.max / 1e9, findings };
};

loadNames();
const progress = progressOn(process.stderr);
const texts = longTexts(length, seed);
// Code that has run before, as in a service that has been up for a minute.
for (const { text } of texts) await analyze(text.slice(0, 20_000));
const figures = [];
for (const { kind, text } of texts) {
  progress.say(kind);
  const taken: Taken[] = [];
  for (let round = 0; round < rounds; round += 1) taken.push(await analyze(text));
  figures.push({
    kind,
    seconds: median(taken.map(({ seconds }) => seconds)),
    slowestSeconds: Math.max(...taken.map(({ seconds }) => seconds)),
    processorSeconds: median(taken.map(({ processorSeconds }) => processorSeconds)),
    waitSeconds: median(taken.map(({ waitSeconds }) => waitSeconds)),
    findings: taken[0]!.findings,
  });
}
progress.done();
inParts.close();
if (values.json) {
  process.stdout.write(`${JSON.stringify({ length, rounds, seed, threads, figures }, null, 2)}\n`);
} else {
  const rows = figures.map(({ kind, seconds, slowestSeconds, processorSeconds, waitSeconds, findings }) => [
    kind,
    seconds.toFixed(2),
    slowestSeconds.toFixed(2),
    processorSeconds.toFixed(2),
    waitSeconds.toFixed(2),
    String(findings),
  ]);
  const head = [`${length} characters`, 'seconds', 'slowest', 'CPU s', 'others wait s', 'findings'];
  process.stdout.write(`${alignTable(head, rows, 1).join('\n')}\n`);
}
