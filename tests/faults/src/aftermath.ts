import { readUsage, readWrittenPlan } from '@rollcall/postgres';
import type { Aftermath } from './findings.ts';
import type { Site } from './site.ts';

/** Looks at the ledger and at Postgres after a fault. */
export const readAftermath = async (site: Site, runId: string): Promise<Aftermath> => {
  const { rows } = await site.db.query<{ rows: number; distinct: number; closed: number }>({
    name: 'faults.rows',
    text: `SELECT count(*)::int AS rows, count(DISTINCT document_id)::int AS distinct,
             count(closed_at)::int AS closed FROM rollcall.rows WHERE run_id = $1`,
    values: [runId],
  });
  const { rows: failed } = await site.db.query<{ code: string; count: number }>({
    name: 'faults.codes',
    text: `SELECT coalesce(failure_code, 'none') AS code, count(*)::int AS count FROM rollcall.rows
           WHERE run_id = $1 AND status IN ('failed', 'lost') GROUP BY 1`,
    values: [runId],
  });
  const counted = rows[0] ?? { rows: 0, distinct: 0, closed: 0 };
  return {
    ...counted,
    codes: Object.fromEntries(failed.map(({ code, count }) => [code, count])),
    busy: await leastBusy(site),
    over: await overShare(site),
  };
};

/** Background loops query now and then; a connection that is stuck is busy at every look. */
const leastBusy = async (site: Site): Promise<number> => {
  let least = Number.POSITIVE_INFINITY;
  for (let look = 0; look < 10 && least > 0; look += 1) {
    const { rows } = await site.db.query<{ busy: number }>({
      name: 'faults.busy',
      text: `SELECT count(*)::int AS busy FROM pg_stat_activity
             WHERE application_name LIKE 'rollcall-%' AND pid <> pg_backend_pid() AND state <> 'idle'`,
    });
    least = Math.min(least, rows[0]?.busy ?? 0);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return least;
};

const overShare = async (site: Site): Promise<string[]> => {
  const run = <R>(text: string, values: unknown[]) => site.db.query<R>({ name: '', text, values });
  const written = await readWrittenPlan(run);
  const usage = await readUsage(run, site.env.ROLLCALL_ROLE_PREFIX ?? '');
  return usage
    .filter(({ service, pool, open }) => {
      const share = written?.plan.shares.find((each) => each.service === service && each.pool === pool);
      return share !== undefined && open > (share.perReplica + 1) * share.most;
    })
    .map(({ service, pool }) => `${service} (${pool})`);
};
