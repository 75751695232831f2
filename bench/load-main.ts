import { closedLoop, openLoop } from './latencies.ts';
import type { Load, LoadFigures } from './load.ts';
import { createCaller } from './service-process.ts';

// The process that `askFromOutside` starts.

process.once('message', async (message) => {
  const load = message as Load;
  const { call } = createCaller(load.url);
  let changed = 0;
  const ask = async (at: number): Promise<void> => {
    const turn = at % load.bodies.length;
    const answer = await call('POST', load.path, load.bodies[turn] as string);
    if (load.expected !== undefined && answer !== load.expected[turn]) changed += 1;
  };
  const figures = 'clients' in load ? await closedLoop(ask, load) : await openLoop(ask, load);
  const { user, system } = process.cpuUsage();
  const processorSeconds = (user + system) / 1e6;
  process.send?.({ ...figures, changed, processorSeconds } satisfies LoadFigures, () => process.exit(0));
});
