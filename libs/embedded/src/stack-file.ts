import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '@rollcall/failures';
import { z } from 'zod';
import { claimPrivateFile, readPrivateFile, writePrivateFile } from './private-file.ts';
import { isAlive, processIdentity } from './process-identity.ts';

const schema = z.object({
  version: z.literal(1),
  startedAt: z.iso.datetime(),
  portBase: z.number().int(),
  databaseUrl: z.string(),
  queueUrl: z.string(),
  /** The beginning of the services' roles in Postgres; absent where all share the user of the addresses. */
  rolePrefix: z.string().optional(),
  /** The process that starts the stack, and that supervises it in the foreground. */
  launcher: processIdentity.optional(),
  /** Present where the stack brought its own server. */
  postgres: processIdentity.extend({ port: z.number().int(), dataDir: z.string() }).optional(),
  services: z.record(
    z.string(),
    processIdentity.extend({ url: z.string(), logFile: z.string(), stopWave: z.number().int() }),
  ),
});

/** What runs now and where: `stack.json` of the state folder, mode 0600 because the addresses hold passwords. */
export type StackFile = z.infer<typeof schema>;

/** The stack file; undefined where no stack was started. Throws `stack.file_invalid`. */
export const readStackFile = async (stateDir: string): Promise<StackFile | undefined> => {
  const file = pathOf(stateDir);
  try {
    const text = await readPrivateFile(file);
    return text === undefined ? undefined : schema.parse(JSON.parse(text));
  } catch (thrown) {
    throw new Failure('stack.file_invalid', { details: { file }, cause: thrown });
  }
};

/** Replaces the stack file in one step. */
export const writeStackFile = (stateDir: string, content: StackFile): Promise<void> =>
  writePrivateFile(pathOf(stateDir), textOf(content));

/**
 * Writes the first stack file: true for one of several processes that start a stack in the same folder.
 * Throws `stack.folder_unusable` where the state folder cannot be written.
 */
export const claimStackFile = async (stateDir: string, content: StackFile): Promise<boolean> => {
  try {
    await mkdir(stateDir, { recursive: true });
    return await claimPrivateFile(pathOf(stateDir), textOf(content));
  } catch (thrown) {
    throw new Failure('stack.folder_unusable', { details: { folder: stateDir }, cause: thrown });
  }
};

export const removeStackFile = (stateDir: string): Promise<void> => rm(pathOf(stateDir), { force: true });

/**
 * What a stack file still stands for. `up`: its launcher is there, or it was left running on its own.
 * `remnants`: the launcher died and something it started did not. `stale`: nothing of it runs.
 */
export const stackState = (file: StackFile): 'up' | 'remnants' | 'stale' => {
  if (file.launcher !== undefined && isAlive(file.launcher)) return 'up';
  const parts = [...(file.postgres ? [file.postgres] : []), ...Object.values(file.services)];
  if (!parts.some(isAlive)) return 'stale';
  return file.launcher === undefined ? 'up' : 'remnants';
};

const pathOf = (stateDir: string): string => join(stateDir, 'stack.json');

const textOf = (content: StackFile): string => `${JSON.stringify(content, null, 2)}\n`;
