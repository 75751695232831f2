import { stackStatus, stopStack } from '@rollcall/embedded';
import { exitStatus } from '../exit-status.ts';
import { interrupted } from '../interrupted.ts';
import { stateDirOf } from '../session.ts';
import { start } from '../stack/start.ts';
import { renderStatus } from '../terminal/status-view.ts';
import type { CommandContext } from './context.ts';

export type UpOptions = {
  detach?: boolean;
  /** Names of services, with commas between. */
  only?: string;
  portBase?: number;
  json?: boolean;
};

/** `rollcall up`: in the foreground until it is interrupted, or detached. */
export const upCommand = async (
  { config, print, note }: CommandContext,
  options: UpOptions,
): Promise<number> => {
  const { signal, wait } = interrupted();
  const stack = await start(config, {
    detach: options.detach,
    only: options.only?.split(',').map((name) => name.trim()),
    portBase: options.portBase,
    note,
    signal,
  });
  const addresses = Object.entries(stack.file.services).map(([name, { url }]) => [name, url] as const);
  if (options.json)
    print(JSON.stringify({ portBase: stack.file.portBase, services: Object.fromEntries(addresses) }));
  else for (const [name, url] of addresses) print(`${name.padEnd(12)}  ${url}`);
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
  const { state, services } = status;
  const ready = state === 'up' && services.length > 0 && services.every((service) => service.ready);
  if (options.json) print(JSON.stringify(status));
  else if (state === 'down') print('No stack is running here. `rollcall up --detach` starts one.');
  else print(renderStatus(status));
  return ready ? exitStatus.complete : exitStatus.failed;
};
