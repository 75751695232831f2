import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { measureBareChain } from './bare-chain.ts';
import { measureEmptyStages } from './empty-stages.ts';
import { figuresOf, type Measurement, rateOf, type System } from './measurement.ts';
import { type Options, readOptions, usage } from './options.ts';
import { type Place, startServers } from './servers.ts';
import { renderFigures } from './table.ts';
import { measureWholeSystem } from './whole-system.ts';
import type { Load } from './workload.ts';

// `npm run bench`: the same number of documents through a bare BullMQ chain, through the services' shell with
// empty stages and through the whole system, one after the other, round by round. A busy machine then slows
// all of them; what is compared is their ratio.

// Connections that are cut with a run's database are logged as warnings: they are the bench's own doing.
process.env.ROLLCALL_LOG_LEVEL ??= 'error';

const measure: Record<System, (place: Place, load: Load) => Promise<Measurement>> = {
  bare: measureBareChain,
  empty: measureEmptyStages,
  whole: measureWholeSystem,
};

const note = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

const loadOf = (system: System, { documents, warmUp }: Options): Load => ({
  documents: documents[system],
  warmUp,
});

const measureAll = async (options: Options): Promise<Measurement[][]> => {
  const servers = await startServers(options.backends);
  const backends = options.backends.filter((backend) => backend === 'postgres' || servers.hasRedis);
  if (backends.length < options.backends.length) note('Redis is left out: no redis-server on the path.');
  const rounds: Measurement[][] = [];
  try {
    for (let round = 1; round <= options.runs; round++) {
      const found: Measurement[] = [];
      for (const backend of backends) {
        for (const system of options.systems) {
          const place = await servers.place(backend);
          const measured = await measure[system](place, loadOf(system, options)).finally(place.leave);
          found.push(measured);
          note(
            `round ${round} of ${options.runs}: ${backend}, ${system}: ${rateOf(measured).toFixed(1)} documents/s, ` +
              `${measured.completed} of ${measured.documents}`,
          );
        }
      }
      rounds.push(found);
    }
  } finally {
    await servers.stop();
  }
  return rounds;
};

const report = async (options: Options, rounds: Measurement[][]): Promise<void> => {
  const figures = figuresOf(rounds);
  const result = {
    date: new Date().toISOString(),
    machine: { cores: availableParallelism(), model: cpus()[0]?.model ?? 'unknown', node: process.version },
    documents: options.documents,
    warmUp: options.warmUp,
    figures,
    rounds,
  };
  const text = JSON.stringify(result, null, 2);
  process.stdout.write(`${options.json ? text : renderFigures(figures)}\n`);
  if (options.out) {
    const folder = fileURLToPath(new URL('./results/', import.meta.url));
    await mkdir(folder, { recursive: true });
    await writeFile(`${folder}${result.date.slice(0, 10)}.json`, `${text}\n`);
  }
  // A rate of documents that did not come out is no result.
  if (rounds.flat().some((each) => each.completed < each.documents)) process.exitCode = 1;
};

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') process.stdout.write(usage);
  else await report(options, await measureAll(options));
} catch (thrown) {
  note(thrown instanceof TypeError ? `${thrown.message}\n\n${usage}` : String(thrown));
  process.exitCode = thrown instanceof TypeError ? 2 : 1;
}
