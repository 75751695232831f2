import { migrate, readPlan } from '@rollcall/postgres';
import { migrateQueue } from '@rollcall/queue';
import { createLog } from '@rollcall/telemetry';
import { exitStatus } from '../exit-status.ts';
import { findTarget } from '../session.ts';
import { ensureRolesByPassword } from '../stack/role-passwords.ts';
import type { CommandContext } from './context.ts';

/** Brings the database and, where the queue is on Postgres, the queue's tables up to this build. */
export const migrateAll = async (databaseUrl: string, queueUrl: string) => {
  const report = await migrate(databaseUrl);
  await migrateQueue(queueUrl, createLog('migrate'));
  return report;
};

/**
 * `rollcall migrate`: the schema, and the services' roles where the environment has passwords for them. Throws
 * `postgres.*`, `config.invalid` for a new role without a password.
 */
export const migrateCommand = async (
  { config, print }: CommandContext,
  options: { json?: boolean },
): Promise<number> => {
  const { admin } = await findTarget(config);
  const report = await migrateAll(admin.databaseUrl, admin.queueUrl);
  const roles = await ensureRolesByPassword(admin, readPlan(config.ROLLCALL_FLEET), {
    prefix: config.ROLLCALL_ROLE_PREFIX ?? 'rollcall',
    passwords: config,
  });
  const applied = report.applied.length === 0 ? 'nothing to do' : `applied ${report.applied.join(', ')}`;
  if (options.json) print(JSON.stringify({ ...report, roles }));
  else {
    print(`Schema ${report.from} -> ${report.to}: ${applied}.`);
    if (roles > 0) print(`Roles: ${roles}, each with its share of the connections.`);
  }
  return exitStatus.complete;
};
