import { everyone, type Fault } from '../fault.ts';
import type { Site } from '../site.ts';

const SECOND = 1000;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const sql = (site: Site, text: string): Promise<unknown> => site.db.query({ name: '', text });

/** How long Postgres is away or cannot write. */
const outageMs = 3 * SECOND;

export const postgresFaults: Fault[] = [
  {
    name: 'postgres-restart',
    what: 'Postgres is stopped for three seconds and started again',
    inject: async (site, run) => {
      await run.closed(5);
      await site.postgres.stop();
      await sleep(outageMs);
      await site.postgres.start();
    },
    expect: everyone,
  },
  {
    name: 'postgres-connections-cut',
    what: 'every connection to Postgres is terminated, three times',
    inject: async (site, run) => {
      for (const closed of [5, 10, 15]) {
        await run.closed(closed);
        await sql(
          site,
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
        );
      }
    },
    expect: everyone,
  },
  {
    name: 'postgres-disk-full',
    what: 'for three seconds every change of a row is refused as on a full disk (SQLSTATE 53100, by a trigger)',
    before: (site) =>
      sql(
        site,
        `CREATE OR REPLACE FUNCTION rollcall.full_disk() RETURNS trigger LANGUAGE plpgsql AS $f$
         BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $f$`,
      ).then(() => undefined),
    inject: async (site, run) => {
      await run.closed(5);
      await sql(
        site,
        'CREATE TRIGGER full_disk BEFORE UPDATE ON rollcall.rows FOR EACH ROW EXECUTE FUNCTION rollcall.full_disk()',
      );
      await sleep(outageMs);
      await sql(site, 'DROP TRIGGER full_disk ON rollcall.rows');
    },
    undo: (site) => sql(site, 'DROP FUNCTION IF EXISTS rollcall.full_disk CASCADE').then(() => undefined),
    expect: everyone,
  },
];
