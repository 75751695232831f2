import type { ServiceStatus, StackStatus } from '@rollcall/embedded';
import { widthOf } from './style.ts';
import { type Cell, renderTable } from './table.ts';

const ready: Cell = { text: 'ready', format: 'green' };

const stateOf = (service: ServiceStatus): Cell => {
  if (service.ready) return ready;
  if (service.live) return { text: 'not ready', format: 'yellow' };
  return { text: service.running ? 'no answer' : 'gone', format: 'red' };
};

const troubleOf = (checks: Record<string, string>): string =>
  Object.entries(checks)
    .filter(([, outcome]) => outcome !== 'ok')
    .map(([name, outcome]) => `${name}: ${outcome}`)
    .join(', ');

/** What runs of a stack, a line each: Postgres first, where the stack brought its own. */
export const renderStatus = ({ postgres, services }: StackStatus): string => {
  const first: Cell[] | undefined = postgres && [
    'postgres',
    postgres.accepting ? ready : { text: 'no answer', format: 'red' },
    `127.0.0.1:${postgres.port}`,
    String(postgres.pid),
    '',
  ];
  return renderTable(
    [
      { title: 'service' },
      { title: 'state' },
      { title: 'address' },
      { title: 'pid', align: 'right' },
      { title: 'trouble', flexible: true },
    ],
    [
      ...(first ? [first] : []),
      ...services.map((service) => [
        service.name,
        stateOf(service),
        service.url,
        String(service.pid),
        troubleOf(service.checks),
      ]),
    ],
    widthOf(),
  );
};
