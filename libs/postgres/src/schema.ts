import { Failure } from '@rollcall/failures';
import type { Queryable } from './database.ts';

/** The newest migration that this build's statements rely on: the number of the last file in `migrations/`. */
export const neededSchema = 14;

/** A uuid that Postgres would refuse is a miss, not an error: lets a route answer 404 for it. */
export const isUuid = (value: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(value);

/** Throws `postgres.schema_old` where the database lacks a migration that this build needs. */
export const demandSchema = async (db: Queryable, needed = neededSchema): Promise<void> => {
  const found = await schemaVersion(db);
  if (found < needed) throw new Failure('postgres.schema_old', { details: { found, needed } });
};

/** The newest migration that the database has; 0 for an empty one. */
export const schemaVersion = async (db: Queryable): Promise<number> => {
  const { rows: there } = await db.query<{ there: boolean }>({
    name: 'schema.exists',
    text: `SELECT to_regclass('rollcall.migrations') IS NOT NULL AS there`,
  });
  if (!there[0]?.there) return 0;
  const { rows } = await db.query<{ version: number }>({
    name: 'schema.version',
    text: 'SELECT coalesce(max(version), 0)::int AS version FROM rollcall.migrations',
  });
  return rows[0]?.version ?? 0;
};
