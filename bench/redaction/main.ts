import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { builtInDataset } from '../apps/benchmark/src/dataset/built-in.ts';
import { type AnnotatedText, readAnnotatedTexts } from '../apps/benchmark/src/redaction/annotated-texts.ts';
import { percentile } from '../apps/benchmark/src/scoring/percentile.ts';
import {
  qualityOf,
  type RedactionFigures,
  renderRedactionFigures,
  twoKilobytes,
} from './redaction-figures.ts';
import { startRedaction } from './redaction-process.ts';
import { type SubjectName, subjectNames } from './redaction-subjects.ts';

// `npm run bench:redaction`: our redactor, with names and without, beside the redactors of npm, on the same texts in
// one run; each in a process of its own, one after the other.

const usage = `Usage: npm run bench:redaction -- [options] [file]

  [file]           annotated texts, as \`rollcall eval redaction\` reads them (the casebook)
  --only <list>    of ${subjectNames.join(', ')}; with commas between (all)
  --limit <n>      the first n lines of the file
  --seconds <n>    processor seconds of the throughput, and seconds of the steady load (10)
  --json           print the figures as JSON
`;

const MIB = 1024 * 1024;
const MB = 1e6;

/** Requests a second of the steady load. */
const perSecond = 50;

const measure = async (
  name: SubjectName,
  texts: readonly AnnotatedText[],
  seconds: number,
): Promise<RedactionFigures> => {
  const subject = await startRedaction(name);
  try {
    // The first pass is the warm-up, too.
    const found = await subject.find(texts.map(({ text }) => text));
    const { bytes, cpuSeconds } = await subject.throughput(
      texts.map(({ text }) => text),
      seconds,
    );
    const latencies = await subject.latencies(twoKilobytes(texts, perSecond * seconds), perSecond);
    return {
      name,
      ...qualityOf(texts, found),
      megabytesPerCpuSecond: bytes / MB / cpuSeconds,
      p50Ms: percentile(latencies, 50) ?? 0,
      p95Ms: percentile(latencies, 95) ?? 0,
      memoryMiB: (await subject.memory()) / MIB,
    };
  } finally {
    subject.stop();
  }
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: '' },
    limit: { type: 'string' },
    seconds: { type: 'string', default: '10' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const only = values.only.split(',').map((name) => name.trim());
const chosen = values.only === '' ? subjectNames : subjectNames.filter((name) => only.includes(name));
const seconds = Number(values.seconds);
const limit = values.limit === undefined ? undefined : Number(values.limit);
if (values.help || chosen.length === 0 || !(seconds > 0) || limit === 0 || Number.isNaN(limit)) {
  process.stdout.write(usage);
  process.exit(values.help ? 0 : 2);
}

const path = positionals[0] ?? builtInDataset();
const texts = await readAnnotatedTexts(path, { limit });
const figures: RedactionFigures[] = [];
for (const name of chosen) {
  process.stderr.write(`${name}\n`);
  figures.push(await measure(name, texts, seconds));
}
process.stdout.write(
  values.json
    ? `${JSON.stringify({ file: basename(path), texts: texts.length, figures })}\n`
    : `${basename(path)}, ${texts.length} texts\n\n${renderRedactionFigures(figures)}\n`,
);
