import { basename } from 'node:path';
import { builtInDataset } from '../../apps/benchmark/src/dataset/built-in.ts';
import { readAnnotatedTexts } from '../../apps/benchmark/src/redaction/annotated-texts.ts';
import { installPeers } from '../peers/install.ts';
import { progressOn } from '../progress.ts';
import { measureSubjects, perSecond } from './measure.ts';
import { type Options, readOptions, usage } from './options.ts';
import { measureService } from './service-load.ts';
import { isPeer } from './subjects.ts';
import { type RedactionFigures, renderRedaction } from './table.ts';

// `npm run bench:redaction`: our redactor beside those of npm on the same texts in one run, and the service under a
// steady load.

process.env.ROLLCALL_LOG_LEVEL ??= 'error';

const run = async (options: Options): Promise<RedactionFigures> => {
  const { file = builtInDataset(), limit, subjects, rounds, seconds } = options;
  const texts = await readAnnotatedTexts(file, { limit });
  const plain = texts.map(({ text }) => text);
  const progress = progressOn(process.stderr);
  try {
    const measured = await measureSubjects(subjects, texts, { rounds, seconds }, progress.say);
    const service = options.service
      ? await measureService(plain, { perSecond, seconds, rounds }, progress.say)
      : null;
    return { file: basename(file), texts: texts.length, ...measured, service };
  } finally {
    progress.done();
  }
};

/** Says what is wrong with the command line, and null. */
const read = (): Options | 'help' | null => {
  try {
    return readOptions(process.argv.slice(2));
  } catch (thrown) {
    process.stderr.write(`${(thrown as Error).message}\n\n${usage}`);
    return null;
  }
};

const options = read();
if (options === 'help') {
  process.stdout.write(usage);
} else if (options === null) {
  process.exitCode = 2;
} else if (options.subjects.some(isPeer) && !installPeers()) {
  process.exitCode = 1;
} else {
  const figures = await run(options);
  process.stdout.write(`${options.json ? JSON.stringify(figures) : renderRedaction(figures)}\n`);
  if ((figures.service?.failed ?? 0) > 0) process.exitCode = 1;
}
