import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtInPlan, dropRoles } from '@rollcall/postgres';
import { createTestDatabase } from '@rollcall/testing';
import { type BenchmarkConfig, readConfig } from '../../src/config.ts';

/** A database, roles and a folder for what a command starts; `leave` takes them away. */
export const openOwnDatabase = async (): Promise<{
  config: BenchmarkConfig;
  folder: string;
  leave(): Promise<void>;
}> => {
  const database = await createTestDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-eval-'));
  const rolePrefix = `test_${randomBytes(4).toString('hex')}`;
  const config = readConfig({
    DATABASE_URL: database.url,
    ROLLCALL_ROLE_PREFIX: rolePrefix,
    ROLLCALL_STATE: folder,
  });
  return {
    config,
    folder,
    leave: async () => {
      await dropRoles(database.url, builtInPlan(), rolePrefix);
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
