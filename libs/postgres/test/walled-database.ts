import { randomBytes, randomUUID } from 'node:crypto';
import { createLog } from '@rollcall/telemetry';
import { createTestDatabase } from '@rollcall/testing';
import {
  builtInPlan,
  type Database,
  dropRoles,
  ensureRoles,
  openDatabase,
  type Queryable,
  roleName,
  roleUrl,
} from '../src/index.ts';

export const log = createLog('test', 'silent');
const password = 'password-of-a-test';

export type Owner = { tenant: string; collection: string; document: string; passage: string };

export type WalledDatabase = {
  url: string;
  /** A superuser, whom no wall holds: sees what is really there. */
  admin: Database;
  /** Under the role of the service, two connections. */
  retriever: Database;
  role: { name: string; password: string; url: string };
  /** Two tenants who use the same names. */
  ours: Owner;
  theirs: Owner;
  stop(): Promise<void>;
};

export const startWalledDatabase = async (): Promise<WalledDatabase> => {
  const prefix = `test_${randomBytes(4).toString('hex')}`;
  const database = await createTestDatabase();
  await ensureRoles(database.url, builtInPlan(), {
    prefix,
    pools: ['data', 'queue'],
    passwordOf: () => password,
  });
  const admin = openDatabase({ url: database.url, service: 'test', max: 1, log });
  const name = roleName({ service: 'retriever', pool: 'data' }, prefix);
  const url = roleUrl(database.url, name, password);
  const retriever = openDatabase({ url, service: 'retriever', max: 2, log });
  return {
    url: database.url,
    admin,
    retriever,
    role: { name, password, url },
    ours: await settle('ours', { admin, retriever }),
    theirs: await settle('theirs', { admin, retriever }),
    stop: async () => {
      await retriever.close();
      await admin.close();
      await dropRoles(database.url, builtInPlan(), prefix);
      await database.drop();
    },
  };
};

export const run = <R = Record<string, unknown>>(db: Queryable, text: string, values: unknown[] = []) =>
  db.query<R>({ name: '', text, values });

export const countIn = async (db: Queryable, table: string): Promise<number> =>
  (await run<{ n: number }>(db, `SELECT count(*)::int AS n FROM rollcall.${table}`)).rows[0]?.n ?? Number.NaN;

/** A tenant with one of everything that a table holds, under the same names as everybody's. */
const settle = async (
  name: string,
  { admin, retriever }: Pick<WalledDatabase, 'admin' | 'retriever'>,
): Promise<Owner> => {
  const tenant = randomUUID();
  await run(admin, 'INSERT INTO rollcall.tenants (id, name) VALUES ($1, $2)', [tenant, name]);
  const db = retriever.as(tenant);
  const one = async (text: string, values: unknown[]): Promise<string> =>
    (await run<{ id: string }>(db, `${text} RETURNING id`, values)).rows[0]?.id ?? '';
  const collection = await one('INSERT INTO rollcall.collections (tenant_id, name) VALUES ($1, $2)', [
    tenant,
    'shop',
  ]);
  const document = await one(
    `INSERT INTO rollcall.documents (collection_id, external_id, sha256) VALUES ($1, 'a', '')`,
    [collection],
  );
  const passage = await one(
    `INSERT INTO rollcall.passages (collection_id, document_id, ordinal, start, stop, text, lexemes)
     VALUES ($1, $2, 0, 0, 1, 'x', 1)`,
    [collection, document],
  );
  await run(db, `INSERT INTO rollcall.postings VALUES ($1, 'x', $2, 1, 1)`, [collection, passage]);
  await run(db, `INSERT INTO rollcall.vocabulary VALUES ($1, 'x', 'x', 1, 1)`, [collection]);
  await run(db, 'INSERT INTO rollcall.tombstones VALUES ($1, 1, 1)', [collection]);
  const segment = await one(
    `INSERT INTO rollcall.segments (collection_id, first_number, last_number, passages, lexemes, postings, token_bytes,
       numbers, ties, lengths) VALUES ($1, 1, 1, 1, 1, 1, 1, '{1}', '{1}', '{1}')`,
    [collection],
  );
  await run(
    db,
    `INSERT INTO rollcall.posting_blocks (segment_id, first_lexeme, collection_id, size, lexemes, ends, postings)
     VALUES ($2, 1, $1, 1, '{1}', '{1}', '{1}')`,
    [collection, segment],
  );
  await run(
    admin,
    `INSERT INTO rollcall.rows (id, tenant_id, request, deadline_ms) VALUES (gen_random_uuid(), $1, '{}', 1)`,
    [tenant],
  );
  return { tenant, collection, document, passage };
};
