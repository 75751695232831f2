import { publishTestServers } from './config.ts';
import { startTestServers } from './servers.ts';

/** Vitest's global set-up: servers for this project's tests, unless the environment names some. */
export const setup = async (): Promise<() => Promise<void>> => {
  const servers = await startTestServers();
  publishTestServers(servers.env);
  for (const sentence of servers.leftOut) process.stderr.write(`\n${sentence}\n\n`);
  return servers.stop;
};
