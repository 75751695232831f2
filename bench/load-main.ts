import { closedLoop, openLoop } from './latencies.ts';
import type { Load, LoadFigures } from './load.ts';
import { createCaller } from './service-process.ts';

// The process that `askFromOutside` starts.

process.once('message', async (message) => {
  const load = message as Load;
  const { call } = createCaller(load.url);
  const ask = (at: number) => call('POST', load.path, load.bodies[at % load.bodies.length] as string);
  const figures = 'clients' in load ? await closedLoop(ask, load) : await openLoop(ask, load);
  const { user, system } = process.cpuUsage();
  const processorSeconds = (user + system) / 1e6;
  process.send?.({ ...figures, processorSeconds } satisfies LoadFigures, () => process.exit(0));
});
