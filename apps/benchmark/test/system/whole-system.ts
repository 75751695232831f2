import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stack } from '@rollcall/embedded';
import { builtInPlan, dropRoles } from '@rollcall/postgres';
import { createTestDatabase, type TestDatabase } from '@rollcall/testing';
import type { CommandContext } from '../../src/commands/context.ts';
import { type RunOptions, runCommand } from '../../src/commands/run.ts';
import { type BenchmarkConfig, readConfig } from '../../src/config.ts';
import type { Summary } from '../../src/report/summary.ts';
import type { StackWishes } from '../../src/stack/services.ts';
import { start } from '../../src/stack/start.ts';

export type WholeSystem = {
  stack: Stack;
  config: BenchmarkConfig;
  stateDir: string;
  databaseUrl: string;
  run(options: Partial<RunOptions>): Promise<{ status: number; summary: Summary }>;
  stop(): Promise<void>;
};

const usual: RunOptions = { concurrency: 64, k: 5, deadline: 120, json: true };

/** Every service as a process of its own, on a database of its own; killed services are started again. */
export const startWholeSystem = async (options: {
  queue: (databaseUrl: string) => { url: string; prefix: string };
  extra?: StackWishes['extra'];
  /** Further variables of the command that starts it. */
  environment?: Record<string, string>;
  /** Default: one of its own. Dropped with the system. */
  database?: TestDatabase;
}): Promise<WholeSystem> => {
  const database = options.database ?? (await createTestDatabase());
  const stateDir = mkdtempSync(join(tmpdir(), 'rollcall-system-'));
  const at = options.queue(database.url);
  // Roles are the server's, which other tests use at the same time.
  const rolePrefix = `test_${randomBytes(4).toString('hex')}`;
  const config = readConfig({
    ...options.environment,
    ROLLCALL_ROLE_PREFIX: rolePrefix,
    DATABASE_URL: database.url,
    QUEUE_URL: at.url,
    QUEUE_PREFIX: at.prefix,
    ROLLCALL_STATE: stateDir,
  });
  const stack = await start(config, { note: () => {}, extra: options.extra });
  return {
    stack,
    config,
    stateDir,
    databaseUrl: database.url,
    run: (wanted) => runIn(config, wanted),
    stop: async () => {
      await stack.stop();
      await dropRoles(database.url, builtInPlan(), rolePrefix);
      await database.drop();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
};

/** `rollcall run --json` in this process: its exit status and summary. */
export const runIn = async (
  config: BenchmarkConfig,
  wanted: Partial<RunOptions>,
): Promise<{ status: number; summary: Summary }> => {
  let printed = '';
  const context: CommandContext = {
    config,
    print: (text) => {
      printed += text;
    },
    note: () => {},
  };
  const status = await runCommand(context, { ...usual, ...wanted });
  return { status, summary: JSON.parse(printed) as Summary };
};
