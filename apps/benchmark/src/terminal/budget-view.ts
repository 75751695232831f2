import type { Budget, RedisBudget, ServerLimits, Usage } from '@rollcall/postgres';
import { paint, widthOf } from './style.ts';
import { type Cell, type Column, renderTable } from './table.ts';

export type ServerReport = {
  server: ServerLimits;
  /** Left to people, backups and migrations. */
  reserve: number;
  budget: Budget;
  /** What is held and open now; absent on paper. */
  usage?: Usage[];
};

export type RedisReport = RedisBudget & {
  /** All clients that the server has now, and those of each service; absent on paper. */
  connected?: number;
  open?: Record<string, number>;
};

export type BudgetReport = ServerReport & {
  /** Of a queue that is in another Postgres database. */
  queue?: ServerReport;
  /** Of a queue on Redis. */
  redis?: RedisReport;
};

const verdict = (fits: boolean): string => (fits ? paint('green', 'fits') : paint('red', 'does not fit'));

const right = (title: string): Column => ({ title, align: 'right' });

/** The budget as tables, a line each service and pool, each with its sum and what its server has. */
export const renderBudget = ({ queue, redis, ...data }: BudgetReport): string =>
  [
    renderServer(data),
    ...(queue ? [`The queue’s Postgres\n\n${renderServer(queue)}`] : []),
    ...(redis ? [`The queue’s Redis\n\n${renderRedis(redis)}`] : []),
  ].join('\n\n');

const renderServer = ({ server, reserve, budget, usage }: ServerReport): string => {
  const columns: Column[] = [
    { title: 'service', flexible: true },
    { title: 'pool' },
    right('a replica'),
    right('replicas'),
    right('limit'),
    ...(usage ? [right('slots'), right('open')] : []),
  ];
  const rows = budget.lines.map((line): Cell[] => {
    const now = usage?.find(({ service, pool }) => service === line.service && pool === line.pool);
    return [
      line.service,
      line.pool,
      String(line.perReplica),
      String(line.most),
      String(line.limit),
      ...(now ? [`${now.slots} of ${line.most}`, String(now.open)] : []),
    ];
  });
  const kept = `max_connections ${server.maxConnections}, less ${server.reserved} that Postgres reserves and ${reserve} of the plan’s`;
  return [
    renderTable(columns, rows, widthOf()),
    '',
    `${budget.total} of ${budget.available} connections (${kept}): ${verdict(budget.fits)}`,
  ].join('\n');
};

const renderRedis = ({ lines, total, maxClients, fits, connected, open }: RedisReport): string => {
  const columns: Column[] = [
    { title: 'service', flexible: true },
    right('a replica'),
    right('replicas'),
    right('clients'),
    ...(open ? [right('open')] : []),
  ];
  const rows = lines.map((line): Cell[] => [
    line.service,
    String(line.perReplica),
    String(line.most),
    String(line.total),
    ...(open ? [String(open[line.service] ?? 0)] : []),
  ]);
  const now = connected === undefined ? '' : ` It has ${connected} now, whoever they are.`;
  return [
    renderTable(columns, rows, widthOf()),
    '',
    `${total} of ${maxClients} clients of Redis: ${verdict(fits)}.${now}`,
  ].join('\n');
};
