import { z } from 'zod';

const schema = z.object({
  /** A Postgres server on which tests may create databases; the global set-up starts one where it is not set. */
  ROLLCALL_TEST_DATABASE_URL: z.url().optional(),
  /** A Redis server for the Redis half of the tests; the global set-up starts one where there is a binary. */
  ROLLCALL_TEST_REDIS_URL: z.url().optional(),
  /** A pgbouncer program for the tests behind a pooler; the global set-up finds one on the path. */
  ROLLCALL_TEST_PGBOUNCER: z.string().optional(),
  /** A Postgres server with the extension pgvector, on which tests may create databases; there is no default. */
  ROLLCALL_TEST_PGVECTOR_URL: z.url().optional(),
  /** A folder with judged answers and questions, `.jsonl`, for the grounder's promises; there is no default. */
  ROLLCALL_TEST_GROUNDING_DATA: z.string().optional(),
  /** A folder for each project's results as JSON; `npm test` adds them up. */
  ROLLCALL_TEST_REPORTS: z.string().optional(),
  /** `1`: fail instead of leaving the Redis half out. */
  ROLLCALL_TEST_REQUIRE_REDIS: z.enum(['0', '1']).default('0'),
  /** `1`: fail instead of leaving the tests behind a pooler out. */
  ROLLCALL_TEST_REQUIRE_PGBOUNCER: z.enum(['0', '1']).default('0'),
});

export const readTestConfig = () => schema.parse(process.env);

/** Hands the addresses of started servers to the tests of this process and its children. */
export const publishTestServers = (env: Record<string, string>): void => {
  Object.assign(process.env, env);
};
