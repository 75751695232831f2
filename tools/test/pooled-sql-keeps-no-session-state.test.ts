import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What a pooler in transaction mode loses, or leaves behind for the next client on the same connection. */
const sessionState: [string, RegExp][] = [
  ['an advisory lock of the session', /\bpg_(try_)?advisory_(un)?lock(_shared|_all)?\s*\(/i],
  ['LISTEN', /[`'"\s;](UN)?LISTEN\s+["\w]/],
  ['SET beyond the transaction', /[`'";]\s*SET\s+(SESSION\s+)?(?!LOCAL\b|TRANSACTION\b)\w+\s*(=|TO\b)/],
  ['set_config beyond the transaction', /\bset_config\([^)]*,\s*false\s*\)/i],
  ['a temporary table', /\bCREATE\s+(LOCAL\s+|GLOBAL\s+)?TEMP(ORARY)?\b/i],
  ['a prepared statement in SQL', /[`'";]\s*(PREPARE|DEALLOCATE)\s+\w/],
  ['a cursor that outlives its transaction', /\bWITH\s+HOLD\b/i],
];

const violations = (text: string): string[] =>
  sessionState.filter(([, form]) => form.test(text)).map(([what]) => what);

/** Files whose connections are direct by design: they open one of their own, by a URL that is none of a pooler. */
const direct = [
  'libs/postgres/src/admin.ts',
  'libs/postgres/src/migrate.ts',
  'libs/postgres/src/queue-pool.ts',
  'libs/queue/src/',
];

it('the patterns find what they are for, and leave a transaction’s own settings alone', () => {
  expect(violations("query('SELECT pg_advisory_lock($1)')")).toEqual(['an advisory lock of the session']);
  expect(violations("query('SELECT pg_try_advisory_lock_shared(1)')")).toHaveLength(1);
  expect(violations('text: `LISTEN jobs`')).toEqual(['LISTEN']);
  expect(violations("text: 'SET statement_timeout = 0'")).toEqual(['SET beyond the transaction']);
  expect(violations("set_config('search_path', 'x', false)")).toEqual(['set_config beyond the transaction']);
  expect(violations('`CREATE TEMP TABLE t (n int)`')).toEqual(['a temporary table']);
  expect(violations('`PREPARE p AS SELECT 1`')).toEqual(['a prepared statement in SQL']);
  expect(violations('DECLARE c CURSOR WITH HOLD FOR')).toEqual(['a cursor that outlives its transaction']);
  for (const fine of [
    "'SELECT pg_try_advisory_xact_lock($1)'",
    "'SET LOCAL synchronous_commit = off'",
    "set_config('synchronous_commit', 'off', true)",
    'UPDATE rollcall.rows SET hop = $3',
    "'ALTER ROLE x SET statement_timeout = 1'",
  ]) {
    expect(violations(fine)).toEqual([]);
  }
});

it('no statement of an application pool keeps state in its session: a pooler may stand before it', () => {
  const files = globSync('{apps,libs}/*/src/**/*.ts', { cwd: root }).filter(
    (file) => !direct.some((path) => file.startsWith(path)),
  );
  const found = files.flatMap((file) =>
    violations(readFileSync(join(root, file), 'utf8')).map((what) => `${file}: ${what}`),
  );
  expect(files.length).toBeGreaterThan(150);
  expect(found).toEqual([]);
});
