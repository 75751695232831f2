import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Statement } from '@rollcall/postgres';
import pg from 'pg';
import { fetchPassages } from '../../apps/retriever/src/index/fetch-passages.ts';
import { closedLoop } from '../latencies.ts';
import { median } from '../measurement.ts';
import { inScopeOf } from './as-retriever.ts';

const poolSize = 4;
const clients = 16;

/** Fetches a second. `ratio` is of ours to the bare pool's in the same round. */
export type LookupRate = { ours: number; bare: number; ratio: number; pgbench: number | undefined };

/** `databaseUrl`: under the retriever's role. */
export type Looked = { databaseUrl: string; tenantId: string; collectionId: string; numbers: number };

/**
 * How many times a second ten passages are fetched by their numbers: through our pool with its breaker, leak watch, spans and
 * the tenant's scope for each statement, and by a bare `pg.Pool` of the same size with the same named statement, in turns; and by
 * pgbench where it is there. The others have their tenant for the session, so that Postgres does the same for each.
 */
export const measureLookups = async (
  at: Looked,
  { seconds, rounds }: { seconds: number; rounds: number },
): Promise<LookupRate> => {
  const db = openDatabase({ url: at.databaseUrl, service: 'bench', max: poolSize });
  const scoped = inScopeOf(at.databaseUrl, at.tenantId);
  const pool = new pg.Pool({ connectionString: scoped, max: poolSize });
  const numbersOf = (index: number): number[] =>
    Array.from({ length: 10 }, (_, of) => 1 + ((index * 7919 + of * 104_729) % at.numbers));
  const statement = await statementOf(at);
  const ours = (index: number) => fetchPassages(db.as(at.tenantId), at, numbersOf(index));
  const bare = (index: number) =>
    pool.query({ ...statement, values: [at.tenantId, at.collectionId, numbersOf(index)] });
  try {
    const found: { ours: number; bare: number }[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const rate = async (ask: (index: number) => Promise<unknown>): Promise<number> =>
        (await closedLoop(ask, { clients, seconds })).perSecond;
      // Neither is always the first.
      const before = round % 2 === 0 ? await rate(ours) : undefined;
      const other = await rate(bare);
      const one = before ?? (await rate(ours));
      // The first round warms up.
      if (round > 0) found.push({ ours: one, bare: other });
    }
    return {
      ours: median(found.map((round) => round.ours)),
      bare: median(found.map((round) => round.bare)),
      ratio: median(found.map((round) => round.ours / round.bare)),
      pgbench: await pgbench(at, statement, Math.max(2, seconds)),
    };
  } finally {
    await db.close();
    await pool.end();
  }
};

/** The statement as the retriever sends it. */
const statementOf = async (at: Looked): Promise<Required<Pick<Statement, 'name' | 'text'>>> => {
  const sent: Statement[] = [];
  const listener = {
    tenantId: at.tenantId,
    query: async (statement: Statement) => {
      sent.push(statement);
      return { rows: [], count: 0 };
    },
  };
  await fetchPassages(listener, at, [1]);
  const { name, text } = sent[0] as Statement;
  return { name, text };
};

/** Transactions a second of the same statement; undefined where there is no pgbench. */
const pgbench = async (
  at: Looked,
  { text }: { text: string },
  seconds: number,
): Promise<number | undefined> => {
  if (spawnSync('pgbench', ['--version']).status !== 0) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-pgbench-'));
  try {
    const variables = Array.from({ length: 10 }, (_, of) => `\\set n${of} random(1, ${at.numbers})`);
    const array = `ARRAY[${variables.map((_, of) => `:n${of}`).join(', ')}]`;
    const literal = text
      .replaceAll('$1', `'${at.tenantId}'::uuid`)
      .replaceAll('$2', `'${at.collectionId}'::uuid`)
      .replaceAll('$3', array);
    const file = join(folder, 'fetch.sql');
    await writeFile(file, `${variables.join('\n')}\n${literal.replaceAll(/\s*\n\s*/g, ' ')};\n`);
    const { stdout } = spawnSync(
      'pgbench',
      [
        '-n',
        '-M',
        'prepared',
        '-c',
        String(poolSize),
        '-j',
        '1',
        '-T',
        String(Math.ceil(seconds)),
        '-f',
        file,
        inScopeOf(at.databaseUrl, at.tenantId),
      ],
      { encoding: 'utf8' },
    );
    return Number(/tps = ([0-9.]+)/.exec(stdout)?.[1] ?? Number.NaN);
  } finally {
    await rm(folder, { recursive: true });
  }
};
