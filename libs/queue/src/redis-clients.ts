import { route, stepOf } from '@rollcall/pipeline';
import { Redis } from 'ioredis';
import { reach } from './reach.ts';

const SECOND = 1000;

/** Who is connected to a Redis server. */
export type RedisClients = {
  /** `maxclients` of the server. */
  most: number;
  /** All connections, whoever has them; the one that asked is not counted. */
  connected: number;
  /** Those of one deployment, by service. */
  services: Record<string, number>;
};

/** The name under which a service's own connections stand in `CLIENT LIST`. */
export const clientName = (prefix: string, service: string): string => `${prefix}-${service}`;

/** BullMQ names a worker's blocking connection `<prefix>:<queue in base64>`, with `:w:<worker's name>` after it. */
const serviceOfWorker = (name: string, prefix: string): string | undefined => {
  const [connection] = name.split(':w:');
  return route.find(
    ({ hop }) => connection === `${prefix}:${Buffer.from(stepOf(hop).queue).toString('base64')}`,
  )?.service;
};

/** Asks the server that `QUEUE_URL` names. Throws `queue.unavailable`. */
export const readRedisClients = async (url: string, prefix: string): Promise<RedisClients> => {
  const asking = new Redis(url, { maxRetriesPerRequest: 1, connectTimeout: 5 * SECOND, lazyConnect: true });
  // What it says is thrown by the commands too; without a listener it would end the process.
  asking.on('error', () => {});
  try {
    return await reach(async () => {
      const [, most] = (await asking.config('GET', 'maxclients')) as string[];
      const own = await asking.client('ID');
      const list = (await asking.client('LIST')) as string;
      const names = list
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith(`id=${own} `))
        .map((line) => /(?:^| )name=(\S*)/.exec(line)?.[1] ?? '');
      const services: Record<string, number> = {};
      for (const name of names) {
        const service = name.startsWith(clientName(prefix, ''))
          ? name.slice(clientName(prefix, '').length)
          : serviceOfWorker(name, prefix);
        if (service !== undefined) services[service] = (services[service] ?? 0) + 1;
      }
      return { most: Number(most), connected: names.length, services };
    });
  } finally {
    asking.disconnect();
  }
};
