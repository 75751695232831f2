import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { builtInDataset } from '../apps/benchmark/src/dataset/built-in.ts';
import { readDataset } from '../apps/benchmark/src/dataset/read-dataset.ts';
import { readGroundingRows } from '../apps/benchmark/src/grounding/grounding-rows.ts';
import { assessEvidence } from '../apps/grounder/src/evidence.ts';
import { verifyAnswer } from '../apps/grounder/src/support.ts';
import { casesOf, type GroundingCase, rowsOf } from './grounding-cases.ts';
import { type GroundingFigures, oneCore, renderGroundingFigures } from './grounding-figures.ts';
import { askFromOutside, type LoadFigures } from './load.ts';
import { startServers } from './servers.ts';
import { startService } from './service-process.ts';

// `npm run bench:grounding`: the built-in verifier and the evidence check at 2 kB of sources, in process on one core,
// and over the grounder's HTTP at a steady rate.

process.env.ROLLCALL_LOG_LEVEL ??= 'error';

const usage = `Usage: npm run bench:grounding -- [options] [file]

  [file]            judged answers, as \`rollcall eval grounding\` reads them (answers made of the casebook)
  --seconds <n>     of each measurement (15)
  --per-second <n>  requests of the steady load (150)
  --json            print the figures as JSON
`;

type Options = { file: string | undefined; seconds: number; perSecond: number };

const readCases = async (file: string | undefined): Promise<GroundingCase[]> => {
  if (file === undefined) return casesOf(rowsOf((await readDataset(builtInDataset())).documents));
  const { answers } = await readGroundingRows([file]);
  return casesOf(
    answers.map(({ question, answer, sources }) => ({
      question: question ?? '',
      answer,
      sources: sources.map(({ text }) => text),
    })),
  );
};

const bodyOf = ({ question, answer, passages }: GroundingCase): string =>
  JSON.stringify({ ...(question === '' ? {} : { question }), answer, passages });

/** The service's answers at a steady rate, and how many of them are others than those of this process. */
const overHttp = async (
  cases: readonly GroundingCase[],
  { seconds, perSecond }: Options,
): Promise<{ latencies: LoadFigures; changed: number }> => {
  const servers = await startServers(['postgres']);
  try {
    const place = await servers.place('postgres');
    const grounder = await startService('grounder', {
      QUEUE_URL: place.queueUrl,
      QUEUE_PREFIX: place.prefix,
    });
    const load = {
      url: grounder.url,
      path: '/v1/ground',
      bodies: cases.map(bodyOf),
      expected: cases.map((each) => JSON.stringify(verifyAnswer(each))),
      perSecond,
    };
    try {
      const warmUp = await askFromOutside({ ...load, seconds: Math.min(5, seconds) });
      const latencies = await askFromOutside({ ...load, seconds });
      return { latencies, changed: warmUp.changed + latencies.changed };
    } finally {
      await grounder.stop();
      await place.leave();
    }
  } finally {
    await servers.stop();
  }
};

const measure = async (options: Options): Promise<GroundingFigures> => {
  const cases = await readCases(options.file);
  const inTurn = (at: number): GroundingCase => cases[at % cases.length]!;
  const verify = oneCore((at) => verifyAnswer(inTurn(at)), options.seconds);
  const assess = oneCore((at) => {
    const { question, passages } = inTurn(at);
    assessEvidence(question, passages);
  }, options.seconds);
  const verdicts = cases.flatMap((each) => verifyAnswer(each).claims);
  return {
    file: basename(options.file ?? builtInDataset()),
    cases: cases.length,
    claimsPerAnswer: verdicts.length / cases.length,
    supportedShare: verdicts.filter(({ supported }) => supported).length / verdicts.length,
    verify,
    assess,
    perSecond: options.perSecond,
    ...(await overHttp(cases, options)),
  };
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '15' },
    'per-second': { type: 'string', default: '150' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const options: Options = {
  file: positionals[0],
  seconds: Number(values.seconds),
  perSecond: Number(values['per-second']),
};
if (values.help || !(options.seconds > 0) || !(options.perSecond > 0)) {
  process.stdout.write(usage);
  process.exit(values.help ? 0 : 2);
}
const figures = await measure(options);
process.stdout.write(`${values.json ? JSON.stringify(figures) : renderGroundingFigures(figures)}\n`);
