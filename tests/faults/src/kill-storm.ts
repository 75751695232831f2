import { type RunTimes, startRun } from './run-under-fire.ts';
import type { Site } from './site.ts';

export type KillStorm = {
  documents: number;
  rows: number;
  twice: number;
  answered: number;
  abstained: number;
  codes: Record<string, number>;
  seconds: number;
  kills: Record<string, number>;
  callsPerAnswer: number;
};

const everyMs = 1000;

/** The deadline that `rollcall run` gives by itself: what is asked is whether documents survive, not how fast. */
const times: RunTimes = { deadline: 300, patience: 400 };

/**
 * Kills one random service of the stack every second while a run is under way; the supervisor starts each
 * again. Resolves when every row is closed, or the run has given up.
 */
export const stormOfKills = async (
  site: Site,
  documents: number,
  onKill: (service: string, seconds: number) => void = () => {},
): Promise<KillStorm> => {
  await site.ready();
  const run = await startRun(site, documents, times);
  const started = performance.now();
  const kills: Record<string, number> = {};
  const killer = setInterval(async () => {
    const names = Object.keys((await site.stack()).services);
    const service = names[Math.floor(Math.random() * names.length)] ?? '';
    try {
      await site.signal(service, 'SIGKILL');
      kills[service] = (kills[service] ?? 0) + 1;
      onKill(service, (performance.now() - started) / 1000);
    } catch {
      // It is dead from the last time and not back yet.
    }
  }, everyMs);
  const { summary } = await run.end().finally(() => clearInterval(killer));
  const seconds = (performance.now() - started) / 1000;
  await site.ready();
  const { rows } = await site.db.query<{ rows: number; distinct: number }>({
    name: 'faults.storm_rows',
    text: `SELECT count(*) FILTER (WHERE closed_at IS NOT NULL)::int AS rows,
             count(DISTINCT document_id)::int AS distinct FROM rollcall.rows WHERE run_id = $1`,
    values: [run.id],
  });
  const counted = rows[0] ?? { rows: 0, distinct: 0 };
  return {
    documents,
    rows: counted.rows,
    twice: counted.rows - counted.distinct,
    answered: summary.answered,
    abstained: summary.abstained,
    codes: summary.failuresByCode,
    seconds,
    kills,
    callsPerAnswer: summary.modelCalls / Math.max(1, summary.answered + summary.abstained),
  };
};
