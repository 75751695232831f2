import { join } from 'node:path';
import { readPrivateFile, type StackFile, writePrivateFile } from '@rollcall/embedded';
import { z } from 'zod';

/**
 * The services' settings that decide how much they carry at once, and who is asked about each answer; none of them
 * is secret. `JUDGE_URL` is kept as it may be shown.
 */
export const sizingSettings = [
  'CONCURRENCY',
  'CROSS_ENCODER_MODEL',
  'DATABASE_POOL_MAX',
  'DATABASE_POOLER',
  'GROUNDING_BAND',
  'GROUNDING_THRESHOLD',
  'JUDGE_MAX_TOKENS',
  'JUDGE_MODEL',
  'JUDGE_PROMPT_TOKENS',
  'JUDGE_RUN_CALLS',
  'JUDGE_RUN_TOKENS',
  'JUDGE_TIMEOUT_MS',
  'JUDGE_TRUSTED',
  'JUDGE_URL',
  'LOOKUP',
  'LOOKUP_POOL_MAX',
  'MAX_WAITING',
  'MODEL_CONCURRENCY',
  'MODEL_MAX_TOKENS',
  'MODEL_STREAM',
  'PROMPT_TOKENS',
  'ROLLCALL_OVER_BUDGET',
] as const;

/** Those of them that an environment sets. An empty variable counts as not set. Pure. */
export const sizingOf = (environment: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    sizingSettings
      .map((name) => [name, environment[name] ?? ''] as const)
      .filter(([, value]) => value !== ''),
  );

const file = z.object({ startedAt: z.string(), sizing: z.record(z.string(), z.string()) });

const pathOf = (stateDir: string): string => join(stateDir, 'stack-sizing.json');

/**
 * Keeps what a stack was started with, beside its stack file: another shell's environment says nothing about
 * a stack that is up. What a single command added for itself (a storm's own, wider limits) is not in it.
 */
export const keepSizing = (
  stateDir: string,
  stack: StackFile,
  environment: Record<string, string>,
): Promise<void> =>
  writePrivateFile(
    pathOf(stateDir),
    JSON.stringify({ startedAt: stack.startedAt, sizing: sizingOf(environment) }),
  );

/** What this stack was started with. Where that was not kept, something that equals no other stack's. */
export const readSizing = async (stateDir: string, stack: StackFile): Promise<Record<string, string>> => {
  const unknown = { startedAt: stack.startedAt };
  const text = await readPrivateFile(pathOf(stateDir));
  if (text === undefined) return unknown;
  const read = file.safeParse(parsed(text));
  return read.success && read.data.startedAt === stack.startedAt ? read.data.sizing : unknown;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
