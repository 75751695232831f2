import { stackStatus, stopStack } from '@rollcall/embedded';
import { exitStatus } from '../exit-status.ts';
import { stateDirOf } from '../session.ts';
import { start } from '../stack/start.ts';
import { paint, widthOf } from '../terminal/style.ts';
import { renderTable } from '../terminal/table.ts';
import type { CommandContext } from './context.ts';

/** Resolves with the first SIGINT or SIGTERM. */
export const interrupted = (): { signal: AbortSignal; wait: Promise<void> } => {
  const stop = new AbortController();
  const wait = new Promise<void>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) {
      process.once(name, () => {
        stop.abort();
        resolve();
      });
    }
  });
  return { signal: stop.signal, wait };
};

/** `rollcall up`: in the foreground until it is interrupted, or detached. */
export const upCommand = async (
  { config, print, note }: CommandContext,
  options: { detach?: boolean; only?: string; portBase?: number; json?: boolean },
): Promise<number> => {
  const { signal, wait } = interrupted();
  const stack = await start(config, {
    detach: options.detach,
    only: options.only?.split(',').map((name) => name.trim()),
    portBase: options.portBase,
    note,
    signal,
  });
  const { services } = stack.file;
  if (options.json) print(JSON.stringify(stack.file));
  else {
    for (const [name, service] of Object.entries(services)) print(`${name.padEnd(12)}  ${service.url}`);
  }
  if (options.detach) return exitStatus.complete;
  note('Up. Ctrl-C stops everything.');
  await wait;
  note('Stopping');
  await stack.stop();
  return exitStatus.complete;
};

/** `rollcall down`. */
export const downCommand = async ({ config, print }: CommandContext): Promise<number> => {
  const stopped = await stopStack({ stateDir: stateDirOf(config) });
  print(stopped ? 'Stopped.' : 'Nothing was running.');
  return exitStatus.complete;
};

/** `rollcall status`: exit 0 where everything is ready, 1 where not. */
export const statusCommand = async (
  { config, print }: CommandContext,
  options: { json?: boolean },
): Promise<number> => {
  const status = await stackStatus({ stateDir: stateDirOf(config) });
  const ready = status.state === 'up' && status.services.every((service) => service.ready);
  if (options.json) print(JSON.stringify(status));
  else if (status.state === 'down') print('No stack is running here. `rollcall up --detach` starts one.');
  else {
    const state = (service: (typeof status.services)[number]): string => {
      if (service.ready) return paint('green', 'ready');
      if (service.live) return paint('yellow', 'not ready');
      return paint('red', service.running ? 'no answer' : 'gone');
    };
    const troubles = (checks: Record<string, string>): string =>
      Object.entries(checks)
        .filter(([, outcome]) => outcome !== 'ok')
        .map(([name, outcome]) => `${name}: ${outcome}`)
        .join(', ');
    const postgres = status.postgres && [
      'postgres',
      status.postgres.accepting ? paint('green', 'ready') : paint('red', 'no answer'),
      `127.0.0.1:${status.postgres.port}`,
      String(status.postgres.pid),
      '',
    ];
    print(
      renderTable(
        [
          { title: 'service' },
          { title: 'state' },
          { title: 'address' },
          { title: 'pid' },
          { title: 'trouble', flexible: true },
        ],
        [
          ...(postgres ? [postgres] : []),
          ...status.services.map((service) => [
            service.name,
            state(service),
            service.url,
            String(service.pid),
            troubles(service.checks),
          ]),
        ],
        widthOf(),
      ),
    );
  }
  return ready ? exitStatus.complete : exitStatus.failed;
};
