import { publishTestServers } from './config.ts';
import { startTestServers } from './servers.ts';

/** Vitest's global set-up: servers for this project's tests, unless the environment names some. */
export const setup = async (): Promise<() => Promise<void>> => {
  const servers = await startTestServers();
  publishTestServers(servers.env);
  if (servers.leftOut) process.stderr.write(`\n${servers.leftOut}\n\n`);
  return servers.stop;
};
