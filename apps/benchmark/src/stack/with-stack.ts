import { Failure } from '@rollcall/failures';
import type { CommandContext } from '../commands/context.ts';
import type { BenchmarkConfig } from '../config.ts';
import { readStack } from '../session.ts';
import type { StackWishes } from './services.ts';
import { shownAddress } from './shown-address.ts';
import { start } from './start.ts';

export type StackWish = {
  baseUrl?: string | undefined;
  model?: string | undefined;
  /** Further settings for single services of a stack that is started for this. */
  extra?: StackWishes['extra'];
};

/** An endpoint's address as a run keeps it. */
export const endpointOf = (baseUrl: string | undefined): string =>
  baseUrl === undefined ? 'small-model' : shownAddress(baseUrl);

/** True where a stack is up, or the environment names a system. */
export const isSystemThere = async (config: BenchmarkConfig): Promise<boolean> =>
  (await readStack(config)) !== undefined ||
  (config.DATABASE_URL !== undefined && config.GATEWAY_URL !== undefined);

/**
 * Runs `work` on the stack that is up, on the services that the environment names, or on a stack that is
 * started for it and stopped after it. `work` is told the model's endpoint where that is known. Throws
 * `stack.other_model` where an endpoint is asked for and the services that run were told theirs already.
 */
export const withStack = async (
  { config, note }: CommandContext,
  wish: StackWish,
  signal: AbortSignal,
  work: (endpoint: string | undefined) => Promise<number>,
): Promise<number> => {
  if (await isSystemThere(config)) {
    if (wish.baseUrl !== undefined) throw new Failure('stack.other_model');
    return work(undefined);
  }
  const stack = await start(config, {
    model: { baseUrl: wish.baseUrl, name: wish.model },
    extra: wish.extra,
    note,
    signal,
  });
  try {
    return await work(endpointOf(wish.baseUrl ?? config.MODEL_BASE_URL));
  } finally {
    note('Stopping the stack');
    await stack.stop();
  }
};
