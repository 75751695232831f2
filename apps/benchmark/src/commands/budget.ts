import { Failure } from '@rollcall/failures';
import {
  evaluateBudget,
  type PoolKind,
  type RunStatement,
  readPlan,
  readUsage,
  readWrittenPlan,
  redisConnections,
} from '@rollcall/postgres';
import { exitStatus } from '../exit-status.ts';
import { findTarget, readStack, withSession } from '../session.ts';
import { type BudgetReport, renderBudget } from '../terminal/budget-view.ts';
import type { CommandContext } from './context.ts';

export type BudgetOptions = {
  /** A plan's file; on paper. */
  plan?: string;
  /** `max_connections` of the server that is planned for; on paper. */
  maxConnections?: number;
  /** Where the queue is to be; on paper. */
  queue: 'postgres' | 'redis';
  /** `maxclients` of that Redis. */
  maxClients: number;
  json?: boolean;
};

/** Postgres keeps so many for superusers unless it is told otherwise. */
const usualReserved = 3;

/**
 * `rollcall budget`: who may open how many connections, and whether all of them fit. On paper where a plan or a
 * server's size is named: that needs no server and suits a CI. Else live: the plan that was written into the
 * database, the slots that are held and the connections that are open. Exit 1 where it does not fit.
 */
export const budgetCommand = async (context: CommandContext, options: BudgetOptions): Promise<number> => {
  const onPaper = options.plan !== undefined || options.maxConnections !== undefined;
  const report = onPaper ? paper(context, options) : await live(context);
  context.print(options.json ? JSON.stringify(report, null, 2) : renderBudget(report));
  return report.budget.fits && (report.redis?.fits ?? true) ? exitStatus.complete : exitStatus.failed;
};

const paper = ({ config }: CommandContext, options: BudgetOptions): BudgetReport => {
  const plan = readPlan(options.plan ?? config.ROLLCALL_FLEET);
  const server = { maxConnections: options.maxConnections ?? 100, reserved: usualReserved };
  const pools: PoolKind[] = options.queue === 'postgres' ? ['data', 'queue'] : ['data'];
  const report = { server, reserve: plan.reserve, budget: evaluateBudget(plan, server, pools) };
  if (options.queue === 'postgres') return report;
  const total = plan.shares
    .filter(({ pool }) => pool === 'queue')
    .reduce((sum, { consumers, most }) => sum + redisConnections(consumers) * most, 0);
  return { ...report, redis: { total, maxClients: options.maxClients, fits: total <= options.maxClients } };
};

const live = async ({ config }: CommandContext): Promise<BudgetReport> => {
  const target = await findTarget(config);
  const prefix = (await readStack(config))?.rolePrefix ?? config.ROLLCALL_ROLE_PREFIX ?? 'rollcall';
  return withSession(config, target, async ({ db }) => {
    const run: RunStatement = (text, values) => db.query({ name: '', text, values });
    const written = await readWrittenPlan(run);
    if (written === undefined) throw new Failure('budget.no_plan');
    const { plan, server } = written;
    return {
      server,
      reserve: plan.reserve,
      budget: evaluateBudget(plan, server, ['data', 'queue']),
      usage: await readUsage(run, prefix),
    };
  });
};
