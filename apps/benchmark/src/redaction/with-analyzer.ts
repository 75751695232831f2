import { Failure } from '@rollcall/failures';
import type { CommandContext } from '../commands/context.ts';
import { findRedactor } from '../session.ts';
import { start } from '../stack/start.ts';
import type { Analyzer } from './analyzer.ts';

export type AnalyzerWish = {
  /** Any service with Presidio's API; our own redactor where it is not set. */
  url?: string | undefined;
  /** Send that service ROLLCALL_SERVICE_TOKEN: it is a redactor of ours. */
  token?: boolean | undefined;
};

/**
 * Runs `work` with the analyzer that is named, with the running stack's redactor, or with one that is started for
 * it, with a Postgres and nothing else, and stopped after it. Another service is sent no token unless that is asked for.
 */
export const withAnalyzer = async <T>(
  { config, note }: CommandContext,
  { url, token }: AnalyzerWish,
  signal: AbortSignal,
  work: (analyzer: Analyzer) => Promise<T>,
): Promise<T> => {
  if (url !== undefined) return work({ url, token: token ? config.ROLLCALL_SERVICE_TOKEN : undefined });
  const running = await findRedactor(config);
  if (running !== undefined) return work(running);
  const stack = await start(config, { only: ['redactor'], note, signal });
  try {
    const started = await findRedactor(config);
    if (started === undefined) throw new Failure('stack.not_running');
    return await work(started);
  } finally {
    note('Stopping the redactor');
    await stack.stop();
  }
};
