import { everyone, type Fault } from '../fault.ts';

const SECOND = 1000;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export const redisFaults: Fault[] = [
  {
    name: 'redis-killed',
    what: 'kill -9 of Redis; two seconds later it is back with its AOF, which may lack the last second',
    backends: ['redis'],
    inject: async (site, run) => {
      await run.closed(5);
      await site.redis?.kill();
      await sleep(2 * SECOND);
      await site.redis?.start();
    },
    expect: everyone,
  },
  {
    name: 'redis-hung',
    what: 'Redis answers nothing for four seconds (SIGSTOP) and then goes on',
    backends: ['redis'],
    inject: async (site, run) => {
      await run.closed(5);
      site.redis?.hang();
      await sleep(4 * SECOND);
      site.redis?.goOn();
    },
    undo: async (site) => site.redis?.goOn(),
    expect: everyone,
  },
  {
    name: 'redis-full',
    what: 'Redis refuses every write for three seconds (`maxmemory 1` with `noeviction`: OOM)',
    backends: ['redis'],
    inject: async (site, run) => {
      await run.closed(5);
      await site.redis?.send('CONFIG', 'SET', 'maxmemory', '1');
      await sleep(3 * SECOND);
      await site.redis?.send('CONFIG', 'SET', 'maxmemory', '0');
    },
    undo: async (site) => {
      await site.redis?.send('CONFIG', 'SET', 'maxmemory', '0');
    },
    expect: everyone,
  },
];
