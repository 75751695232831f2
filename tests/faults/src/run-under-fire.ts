import { until } from '@rollcall/testing';
import { z } from 'zod';
import { type Command, startCommand } from './command.ts';
import { documents } from './fault.ts';
import type { Site } from './site.ts';

const SECOND = 1000;

/** Times of a run, in seconds. */
export type RunTimes = {
  /** Time that a document has from its first hop on. */
  deadline: number;
  /** It ends within this: a run that does not is a finding of its own. */
  patience: number;
};

/** Far more than the fifteen seconds that a fault may take: an end by these is a finding. */
const usualTimes: RunTimes = { deadline: 90, patience: 120 };

const summary = z.object({
  run: z.string(),
  documents: z.number(),
  answered: z.number(),
  abstained: z.number(),
  failed: z.number(),
  lost: z.number(),
  open: z.number(),
  modelCalls: z.number(),
  failuresByCode: z.record(z.string(), z.number()),
});

export type Summary = z.infer<typeof summary>;

export type RunUnderFire = {
  id: string;
  /** Resolves when so many rows are closed, or the run is over. */
  closed(atLeast: number): Promise<void>;
  /** Resolves when a document is at work or waits at this hop, or the run is over. */
  end(): Promise<{ code: number | null; summary: Summary; said: string }>;
};

/** Starts `rollcall run` on a site; resolves when its rows are open. */
export const startRun = async (
  site: Site,
  count = documents,
  { deadline, patience }: RunTimes = usualTimes,
): Promise<RunUnderFire> => {
  const command = startCommand(
    [
      'run',
      '--json',
      '--limit',
      String(count),
      '--concurrency',
      String(count),
      '--deadline',
      String(deadline),
      '--stop-after',
      '0',
    ],
    site.env,
  );
  const over = { yet: false };
  void command.ended.then(() => {
    over.yet = true;
  });
  const named = () => /Run ([0-9a-f-]{36}):/.exec(command.said())?.[1];
  await until('the run is open', () => named() !== undefined || over.yet, 60 * SECOND);
  const id = named();
  if (id === undefined) throw new Error(`rollcall run did not open a run: ${command.said()}`);
  return {
    id,
    closed: (atLeast) =>
      until(
        `${atLeast} rows are closed`,
        async () => over.yet || (await closedOf(site, id).catch(() => 0)) >= atLeast,
        patience * SECOND,
      ),
    end: () => endOf(command, patience * SECOND),
  };
};

const closedOf = async (site: Site, runId: string): Promise<number> => {
  const { rows } = await site.db.query<{ closed: number }>({
    name: 'faults.closed',
    text: 'SELECT count(*)::int AS closed FROM rollcall.rows WHERE run_id = $1 AND closed_at IS NOT NULL',
    values: [runId],
  });
  return rows[0]?.closed ?? 0;
};

const endOf = async (
  command: Command,
  patienceMs: number,
): Promise<{ code: number | null; summary: Summary; said: string }> => {
  const late = setTimeout(() => command.child.kill('SIGKILL'), patienceMs);
  const { code, stdout, stderr } = await command.ended;
  clearTimeout(late);
  if (stdout.trim() === '')
    throw new Error(`rollcall run ended with ${code} and no summary: ${stderr.slice(-2000)}`);
  return { code, summary: summary.parse(JSON.parse(stdout)), said: stderr };
};
