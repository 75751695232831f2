import type { Budget, ServerLimits, Usage } from '@rollcall/postgres';
import { paint, widthOf } from './style.ts';
import { type Cell, type Column, renderTable } from './table.ts';

export type BudgetReport = {
  server: ServerLimits;
  /** Left to people, backups and migrations. */
  reserve: number;
  budget: Budget;
  /** What is held and open now; absent on paper. */
  usage?: Usage[];
  /** On paper, for a queue on Redis. */
  redis?: { total: number; maxClients: number; fits: boolean };
};

/** The budget as a table, a line each service and pool, with its sum and what the server has. */
export const renderBudget = ({ server, reserve, budget, usage, redis }: BudgetReport): string => {
  const columns: Column[] = [
    { title: 'service', flexible: true },
    { title: 'pool' },
    { title: 'a replica', align: 'right' },
    { title: 'replicas', align: 'right' },
    { title: 'limit', align: 'right' },
    ...(usage
      ? ([
          { title: 'slots', align: 'right' },
          { title: 'open', align: 'right' },
        ] as Column[])
      : []),
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
  const verdict = (fits: boolean): string => (fits ? paint('green', 'fits') : paint('red', 'does not fit'));
  const kept = `max_connections ${server.maxConnections}, less ${server.reserved} that Postgres reserves and ${reserve} of the plan’s`;
  return [
    renderTable(columns, rows, widthOf()),
    '',
    `${budget.total} of ${budget.available} connections (${kept}): ${verdict(budget.fits)}`,
    ...(redis ? [`${redis.total} of ${redis.maxClients} clients of Redis: ${verdict(redis.fits)}`] : []),
  ].join('\n');
};
