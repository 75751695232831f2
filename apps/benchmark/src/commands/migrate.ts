import { migrate } from '@rollcall/postgres';
import { migrateQueue } from '@rollcall/queue';
import { createLog } from '@rollcall/telemetry';
import { exitStatus } from '../exit-status.ts';
import { findTarget } from '../session.ts';
import type { CommandContext } from './context.ts';

/** Brings the database and, where the queue is on Postgres, the queue's tables up to this build. */
export const migrateAll = async (databaseUrl: string, queueUrl: string) => {
  const report = await migrate(databaseUrl);
  await migrateQueue(queueUrl, createLog('migrate'));
  return report;
};

/** `rollcall migrate`. */
export const migrateCommand = async (
  { config, print }: CommandContext,
  options: { json?: boolean },
): Promise<number> => {
  const target = await findTarget(config);
  const report = await migrateAll(target.databaseUrl, target.queueUrl);
  const applied = report.applied.length === 0 ? 'nothing to do' : `applied ${report.applied.join(', ')}`;
  print(options.json ? JSON.stringify(report) : `Schema ${report.from} -> ${report.to}: ${applied}.`);
  return exitStatus.complete;
};
