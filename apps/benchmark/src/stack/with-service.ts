import { Failure } from '@rollcall/failures';
import type { CommandContext } from '../commands/context.ts';
import { findService } from '../session.ts';
import type { ServiceName } from './services.ts';
import { start } from './start.ts';

/** Where a service is, and the token that it demands. */
export type ServiceAddress = { url: string; token: string | undefined };

export type ServiceWish = {
  name: ServiceName;
  /** Any service of its shape; our own where it is not set. */
  url?: string | undefined;
  /** Send that service ROLLCALL_SERVICE_TOKEN: it is one of ours. */
  token?: boolean | undefined;
};

/**
 * Runs `work` with the service that is named by its address, with the running stack's, or with one that is started
 * for it, with a Postgres and nothing else, and stopped after it. Another's service is sent no token unless that is
 * asked for.
 */
export const withService = async <T>(
  { config, note }: CommandContext,
  { name, url, token }: ServiceWish,
  signal: AbortSignal,
  work: (service: ServiceAddress) => Promise<T>,
): Promise<T> => {
  if (url !== undefined) return work({ url, token: token ? config.ROLLCALL_SERVICE_TOKEN : undefined });
  const running = await findService(config, name);
  if (running !== undefined) return work(running);
  const stack = await start(config, { only: [name], note, signal });
  try {
    const started = await findService(config, name);
    if (started === undefined) throw new Failure('stack.not_running');
    return await work(started);
  } finally {
    note(`Stopping the ${name}`);
    await stack.stop();
  }
};
