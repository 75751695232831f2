import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { carryOut, type Result } from './carry-out.ts';
import type { Fault } from './fault.ts';
import { faults, faultsOn } from './faults.ts';
import { stormOfKills } from './kill-storm.ts';
import { type Options, readOptions, usage } from './options.ts';
import { openProgress } from './progress.ts';
import { type Backend, openSite, type Site } from './site.ts';

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());

/** A site that many faults share; a fault that leaves services out, or a site that broke, gets a new one. */
const sites = (backend: Backend) => {
  let site: Site | undefined;
  let left = '';
  return {
    for: async (fault: Fault): Promise<Site> => {
      const without = (fault.without ?? []).join();
      if (site !== undefined && without !== left) await site.close();
      if (site === undefined || without !== left) site = await openSite(backend, fault.without);
      left = without;
      return site;
    },
    close: async (): Promise<void> => {
      await site?.close();
      site = undefined;
    },
  };
};

const lineOf = (round: number, result: Result): string => {
  const codes = Object.entries(result.codes).map(([code, count]) => `${count} ${code}`);
  return [
    result.passed ? 'ok  ' : 'FAIL',
    String(round).padStart(2),
    result.backend.padEnd(8),
    result.fault.padEnd(28),
    `${result.seconds.toFixed(1).padStart(5)} s`,
    `${String(result.answered).padStart(2)} answered`,
    result.callsPerAnswer === null ? '' : `${result.callsPerAnswer.toFixed(2)} calls each`,
    codes.join(', '),
  ].join('  ');
};

const suite = async (options: Options): Promise<boolean> => {
  const progress = openProgress(options.state, options.resume);
  for (const backend of options.backends) {
    if (backend === 'redis' && spawnSync('redis-server', ['--version']).status !== 0) {
      say('THE REDIS HALF IS LEFT OUT: there is no redis-server on the path.');
      continue;
    }
    const chosen = faultsOn(backend).filter(
      ({ name }) => options.only.length === 0 || options.only.includes(name),
    );
    const place = sites(backend);
    try {
      for (let round = 1; round <= options.times; round += 1) {
        for (const fault of chosen) {
          if (stopping.signal.aborted) return false;
          if (progress.has(round, { fault: fault.name, backend })) continue;
          const site = await place.for(fault);
          const result = await carryOut(fault, site);
          if (stopping.signal.aborted) return false;
          progress.record(round, result);
          say(lineOf(round, result));
          for (const finding of result.findings) say(`        ${finding}`);
          if (!result.passed) {
            const kept = join(dirname(options.state), 'logs', `${round}-${backend}-${fault.name}`);
            cpSync(join(site.stateDir, 'logs'), kept, { recursive: true });
            say(`        The services' logs: ${kept}`);
            // What a fault broke for good must not spoil the next one.
            await place.close();
          }
        }
      }
    } finally {
      await place.close();
    }
  }
  const all = progress.all();
  const failed = all.filter(({ passed }) => !passed);
  say(`\n${all.length - failed.length} of ${all.length} faults came out as expected`);
  return failed.length === 0 && all.length > 0;
};

const kills = async (options: Options): Promise<boolean> => {
  let good = true;
  for (const backend of options.backends) {
    const site = await openSite(backend);
    try {
      const storm = await stormOfKills(site, options.documents);
      say(JSON.stringify({ backend, ...storm }, null, 2));
      good &&= storm.rows === storm.documents && storm.twice === 0;
      good &&= storm.answered + storm.abstained >= 0.9 * storm.documents;
    } finally {
      await site.close();
    }
  }
  return good;
};

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') say(usage);
  else if (options === 'list') for (const { name, what } of faults) say(`${name.padEnd(28)}  ${what}`);
  else {
    const good = options.killStorm ? await kills(options) : await suite(options);
    process.exitCode = good ? 0 : 1;
  }
} catch (thrown) {
  process.stderr.write(`${thrown instanceof TypeError ? `${thrown.message}\n\n${usage}` : String(thrown)}\n`);
  process.exitCode = thrown instanceof TypeError ? 2 : 1;
}
