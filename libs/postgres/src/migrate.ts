import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { Failure } from '@rollcall/failures';
import pg from 'pg';
import { demandDirect } from './direct.ts';
import { postgresFailure } from './errors.ts';
import { neededSchema } from './schema.ts';

/** `RCMG` in ASCII: one migration at a time, over all processes. */
const migrationLock = 0x52434d47;

type Migration = { version: number; name: string; sql: string; sha256: string };

/** The numbered files of `migrations/`, in order. */
const readMigrations = (): Migration[] => {
  const folder = new URL('../migrations/', import.meta.url);
  return readdirSync(folder)
    .filter((file) => /^\d{4}_[a-z0-9_]+\.sql$/.test(file))
    .sort()
    .map((file) => {
      const sql = readFileSync(new URL(file, folder), 'utf8');
      return {
        version: Number(file.slice(0, 4)),
        name: file.slice(5, -4),
        sql,
        sha256: createHash('sha256').update(sql).digest('hex'),
      };
    });
};

/** Changes with every change of any migration: names a template database, for tests. */
export const migrationsDigest = (): string =>
  createHash('sha256')
    .update(
      readMigrations()
        .map((migration) => migration.sha256)
        .join(),
    )
    .digest('hex')
    .slice(0, 12);

export type MigrationReport = { from: number; to: number; applied: string[] };

/**
 * Brings the schema `rollcall` up to this build, each migration in a transaction of its own, under an
 * advisory lock. Every file that the database has not had is applied, in order, also one whose number is
 * lower than the newest that it has had: branches are merged in any order. What a newer build has applied is
 * left alone: migrations expand first and contract a release later. Throws `postgres.*`; `postgres.pooler` where the URL leads to a pooler, `postgres.query`
 * with `details.migration` where a file fails.
 */
export const migrate = async (url: string): Promise<MigrationReport> => {
  const client = new pg.Client({ connectionString: url, application_name: 'rollcall-migrate' });
  client.on('error', ignoreAfterFailure);
  try {
    await client.connect();
    await demandDirect(client);
    await client.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    await client.query('CREATE SCHEMA IF NOT EXISTS rollcall');
    await client.query(`CREATE TABLE IF NOT EXISTS rollcall.migrations (
      version int PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now())`);
    const { rows } = await client.query<{ version: number }>('SELECT version FROM rollcall.migrations');
    const had = new Set(rows.map(({ version }) => version));
    const from = Math.max(0, ...had);
    const pending = readMigrations().filter((migration) => !had.has(migration.version));
    for (const migration of pending) await apply(client, migration);
    return { from, to: Math.max(from, neededSchema), applied: pending.map((migration) => migration.name) };
  } catch (thrown) {
    throw postgresFailure(thrown);
  } finally {
    await client.end().catch(ignoreAfterFailure);
  }
};

const apply = async (client: pg.Client, migration: Migration): Promise<void> => {
  try {
    await client.query('BEGIN');
    // Behind the walls of migration 0007 an owner who is no superuser sees nothing: a migration that reads or
    // changes documents is to fail then, instead of passing them over. It takes FORCE away first, and puts it back.
    await client.query('SET LOCAL row_security = off');
    await client.query(migration.sql);
    await client.query('INSERT INTO rollcall.migrations (version, name, sha256) VALUES ($1, $2, $3)', [
      migration.version,
      migration.name,
      migration.sha256,
    ]);
    await client.query('COMMIT');
  } catch (thrown) {
    await client.query('ROLLBACK').catch(ignoreAfterFailure);
    const failure = postgresFailure(thrown);
    throw new Failure(failure.code, {
      details: { ...failure.details, migration: migration.name },
      cause: thrown,
    });
  }
};

/** The connection is given up; the error that ended it has been thrown already. */
const ignoreAfterFailure = (): void => {};
