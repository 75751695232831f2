import { Failure } from '@rollcall/failures';
import {
  evaluateBudget,
  evaluateRedisBudget,
  openDatabase,
  type PoolKind,
  type Queryable,
  type RunStatement,
  readPlan,
  readUsage,
  readWrittenPlan,
} from '@rollcall/postgres';
import { readRedisClients } from '@rollcall/queue';
import type { BenchmarkConfig } from '../config.ts';
import { exitStatus } from '../exit-status.ts';
import { findTarget, readStack, type Session, withSession } from '../session.ts';
import {
  type BudgetReport,
  type RedisReport,
  renderBudget,
  type ServerReport,
} from '../terminal/budget-view.ts';
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
 * database, the slots that are held and the connections that are open, also on the queue's own server. Exit 1
 * where it does not fit. Throws `budget.no_plan`.
 */
export const budgetCommand = async (context: CommandContext, options: BudgetOptions): Promise<number> => {
  const onPaper = options.plan !== undefined || options.maxConnections !== undefined;
  const report = onPaper ? paper(context, options) : await live(context);
  context.print(options.json ? JSON.stringify(report, null, 2) : renderBudget(report));
  const sums = [report.budget, report.queue?.budget, report.redis];
  return sums.every((sum) => sum?.fits ?? true) ? exitStatus.complete : exitStatus.failed;
};

const paper = ({ config }: CommandContext, options: BudgetOptions): BudgetReport => {
  const plan = readPlan(options.plan ?? config.ROLLCALL_FLEET);
  const server = { maxConnections: options.maxConnections ?? 100, reserved: usualReserved };
  const pools: PoolKind[] = options.queue === 'postgres' ? ['data', 'queue'] : ['data'];
  const report = { server, reserve: plan.reserve, budget: evaluateBudget(plan, server, pools) };
  if (options.queue === 'postgres') return report;
  return { ...report, redis: evaluateRedisBudget(plan, options.maxClients) };
};

const live = async ({ config }: CommandContext): Promise<BudgetReport> => {
  const target = await findTarget(config);
  const prefix = (await readStack(config))?.rolePrefix ?? config.ROLLCALL_ROLE_PREFIX ?? 'rollcall';
  return withSession(config, target, async (session) => {
    const report = await readServer(session.db, prefix);
    if (session.queue.backend === 'redis') return { ...report, redis: await readRedis(config, session) };
    // A queue in the same database stands in the same plan; another database has its own.
    if (report.budget.lines.some(({ pool }) => pool === 'queue')) return report;
    return { ...report, queue: await readQueueServer(session, prefix) };
  });
};

const readServer = async (db: Queryable, prefix: string): Promise<ServerReport> => {
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
};

const readQueueServer = async ({ target, log }: Session, prefix: string): Promise<ServerReport> => {
  const db = openDatabase({ url: target.queueUrl, service: 'benchmark', max: 1, log });
  try {
    return await readServer(db, prefix);
  } finally {
    await db.close();
  }
};

/** Redis knows no plan, and the database's has no pool that is not its own: it is the file's, or the built-in one. */
const readRedis = async (config: BenchmarkConfig, { target }: Session): Promise<RedisReport> => {
  const plan = readPlan(config.ROLLCALL_FLEET);
  const { most, connected, services } = await readRedisClients(target.queueUrl, config.QUEUE_PREFIX);
  return { ...evaluateRedisBudget(plan, most), connected, open: services };
};
