import { randomBytes, randomUUID } from 'node:crypto';
import { close, openRows, type RowRequest } from '@rollcall/ledger';
import { first, payloads, type RedactionPolicy } from '@rollcall/pipeline';
import { type Database, openDatabase } from '@rollcall/postgres';
import { createLog } from '@rollcall/telemetry';
import {
  assertNothingBorrowed,
  createTestDatabase,
  startFakePresidio,
  type TestDatabase,
} from '@rollcall/testing';
import { parseKeyRing, readEntries } from '@rollcall/vault';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createBackends, noBackends } from '../src/backends/backends.ts';
import { openPresidio } from '../src/backends/presidio/analyzer.ts';
import { redact } from '../src/stage.ts';

const tenantId = '00000000-0000-4000-8000-000000000001';
const otherTenant = randomUUID();
const ring = parseKeyRing(`test:${randomBytes(32).toString('base64')}`);

let database: TestDatabase;
let db: Database;
/** Passage ids: two of the tenant's, one of another tenant's. */
let own: string[];
let foreign: string;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, service: 'test', max: 2 });
  await db.query({
    name: 'test.tenant',
    text: 'INSERT INTO rollcall.tenants (id, name) VALUES ($1, $2)',
    values: [otherTenant, 'other'],
  });
  own = [
    await addPassage(tenantId, 'staff', 'File of Maria Rossi', 'Maria Rossi’s number is +44 20 7946 0958.'),
    await addPassage(tenantId, 'staff', null, 'Rossi left in 2020.'),
  ];
  foreign = await addPassage(otherTenant, 'staff', 'Secret', 'Nobody else may read this.');
});
afterEach(() => assertNothingBorrowed(db));
afterAll(async () => {
  await db.close();
  await database.drop();
});

const addPassage = async (
  tenant: string,
  collection: string,
  title: string | null,
  text: string,
): Promise<string> => {
  const { rows } = await db.as(tenant).query<{ id: string }>({
    name: 'test.add_passage',
    text: `WITH c AS (
             INSERT INTO rollcall.collections (tenant_id, name) VALUES ($1, $2)
             ON CONFLICT (tenant_id, name) DO UPDATE SET name = excluded.name RETURNING id
           ), d AS (
             INSERT INTO rollcall.documents (collection_id, external_id, title, sha256)
             SELECT id, $5, $3, '' FROM c RETURNING id, collection_id
           )
           INSERT INTO rollcall.passages (document_id, collection_id, ordinal, start, stop, text, lexemes)
           SELECT id, collection_id, 0, 0, length($4), $4, 1 FROM d RETURNING id`,
    values: [tenant, collection, title, text, randomUUID()],
  });
  return rows[0]!.id;
};

const setPolicy = async (collection: string, policy: RedactionPolicy): Promise<void> => {
  await db.query({
    name: 'test.set_policy',
    text: `UPDATE rollcall.collections SET redaction_policy = $3, redaction_version = redaction_version + 1
           WHERE tenant_id = $1 AND name = $2`,
    values: [tenantId, collection, JSON.stringify(policy)],
  });
};

type Asked = { question?: string; scope?: RowRequest['scope'] };

const openRow = async (collection: string | undefined = 'staff', asked: Asked = {}): Promise<string> => {
  const id = randomUUID();
  await openRows(db, [
    {
      id,
      tenantId,
      collection,
      request: {
        messages: [{ role: 'user', content: asked.question ?? 'When did Maria Rossi leave?' }],
        k: 5,
        scope: asked.scope,
        params: { temperature: 0 },
        treatment: { grounding: 'annotate', abstain: false },
      },
      deadlineMs: 60_000,
    },
  ]);
  return id;
};

const deps = () => ({ db, ring, vaultTtlMs: 60_000, threshold: 0.4 });
const run = (rowId: string, passages: string[] = own, epoch = 1) =>
  redact(
    {
      ...first({ rowId, epoch }),
      retrieved: passages.map((passageId, index) => ({ passageId, score: 10 - index })),
    },
    deps(),
  );
const groundPayload = async (rowId: string, passages?: string[]) => {
  const result = await run(rowId, passages);
  if (result.to !== 'ground') throw new Error(`went to ${result.to}`);
  return payloads.ground.parse({ ...first({ rowId, epoch: 1 }), ...result.add });
};

describe('the redact hop', () => {
  it('passes masked text on, with the request’s parameters', async () => {
    const payload = await groundPayload(await openRow());
    expect(payload.masked).toEqual({
      question: 'When did <PERSON_1> leave?',
      messages: [{ role: 'user', content: 'When did <PERSON_1> leave?' }],
      passages: [
        {
          id: own[0],
          title: 'File of <PERSON_1>',
          text: '<PERSON_1>’s number is <PHONE_NUMBER_1>.',
          score: 10,
        },
        { id: own[1], text: '<PERSON_1> left in 2020.', score: 9 },
      ],
      redactions: { PERSON: 1, PHONE_NUMBER: 1 },
      policyVersion: 1,
    });
    expect(payload.params).toEqual({ temperature: 0 });
    expect(payload.treatment).toEqual({ grounding: 'annotate', abstain: false });
  });

  it('puts the masked values into the vault, and a second try replaces them', async () => {
    const rowId = await openRow();
    await run(rowId);
    await run(rowId);
    expect(await readEntries(db, ring, { tenant: tenantId, rowId, epoch: 1 })).toEqual([
      { placeholder: '<PERSON_1>', type: 'PERSON', original: 'Maria Rossi' },
      { placeholder: '<PHONE_NUMBER_1>', type: 'PHONE_NUMBER', original: '+44 20 7946 0958' },
    ]);
  });

  it('reads no passage of another tenant, whatever the payload says, and skips one that is gone', async () => {
    const payload = await groundPayload(await openRow(), [foreign, own[1]!, randomUUID()]);
    expect(payload.masked.passages.map(({ id }) => id)).toEqual([own[1]]);
  });

  it('masks the text of a row without a collection', async () => {
    const payload = await groundPayload(await openRow(undefined), []);
    expect(payload.masked.question).toBe('When did <PERSON_1> leave?');
  });

  it('leaves the text as it is where the operator says so, and still leaves an empty vault entry', async () => {
    const id = await addPassage(tenantId, 'public', 'Maria Rossi', 'Maria Rossi is famous.');
    await db.query({
      name: 'test.policy',
      text: `UPDATE rollcall.collections SET redaction = 'off' WHERE tenant_id = $1 AND name = 'public'`,
      values: [tenantId],
    });
    const rowId = await openRow('public');
    const payload = await groundPayload(rowId, [id]);
    expect(payload.masked.question).toBe('When did Maria Rossi leave?');
    expect(payload.masked.passages).toMatchObject([{ title: 'Maria Rossi', text: 'Maria Rossi is famous.' }]);
    expect(await readEntries(db, ring, { tenant: tenantId, rowId, epoch: 1 })).toEqual([]);
  });

  it('masks by the collection’s policy and names its version', async () => {
    const id = await addPassage(tenantId, 'strict', null, 'Maria Rossi: +44 20 7946 0958.');
    await setPolicy('strict', { entities: ['PHONE_NUMBER'], operators: { PHONE_NUMBER: { type: 'hash' } } });
    const [first, second] = [
      await groundPayload(await openRow('strict'), [id]),
      await groundPayload(await openRow('strict'), [id]),
    ];
    expect(first.masked.passages[0]?.text).toMatch(/^Maria Rossi: <PHONE_NUMBER:[0-9a-f]{16}>\.$/);
    expect(first.masked).toEqual(second.masked);
    expect(first.masked.policyVersion).toBe(2);
  });

  it('fails a document whose policy it cannot carry out, instead of letting it through', async () => {
    await addPassage(tenantId, 'unknown', null, 'text');
    const invalid = expect.objectContaining({ code: 'redact.policy_invalid' });
    await setPolicy('unknown', { entities: ['SHOE_SIZE'] });
    await expect(run(await openRow('unknown'), [])).rejects.toEqual(invalid);
    await setPolicy('unknown', { later: true } as RedactionPolicy);
    await expect(run(await openRow('unknown'), [])).rejects.toEqual(invalid);
  });

  it('gives a value the same placeholder in all documents of a conversation', async () => {
    const ask = async (question: string, scope: RowRequest['scope']) =>
      (await groundPayload(await openRow('staff', { question, scope }), [])).masked.question;
    const conversation = { kind: 'conversation' as const, id: randomUUID() };
    const first = await ask('Did Mr. Imre Szabo meet Maria Rossi?', conversation);
    const second = await ask('Who is Ms. Maria Rossi, and who is Dr. Aiko Tanaka?', conversation);
    expect([first, second]).toEqual([
      'Did Mr. <PERSON_1> meet <PERSON_2>?',
      'Who is Ms. <PERSON_2>, and who is Dr. <PERSON_3>?',
    ]);
    expect(await ask('Who is Ms. Maria Rossi?', undefined)).toBe('Who is Ms. <PERSON_1>?');
    // A placeholder of the user's own is nobody's, in a conversation too.
    expect(await ask('Is <PERSON_2> Maria Rossi?', conversation)).toBe('Is <PERSON_2> <PERSON_4>?');
  });

  it('restores only the values of the document itself, although its conversation has others', async () => {
    const scope = { kind: 'conversation' as const, id: randomUUID() };
    await run(await openRow('staff', { question: 'Did Mr. Imre Szabo call?', scope }), []);
    const rowId = await openRow('staff', { question: 'Did Dr. Aiko Tanaka call?', scope });
    await run(rowId, []);
    expect(await readEntries(db, ring, { tenant: tenantId, rowId, epoch: 1 })).toEqual([
      { placeholder: '<PERSON_2>', type: 'PERSON', original: 'Aiko Tanaka' },
    ]);
  });

  it('shares a run’s placeholders only where the policy says so', async () => {
    const id = await addPassage(tenantId, 'run', null, 'text');
    const scope = { kind: 'run' as const, id: randomUUID() };
    const ask = async (question: string) =>
      (await groundPayload(await openRow('run', { question, scope }), [id])).masked.question;
    expect(await ask('Mr. Imre Szabo?')).toBe('Mr. <PERSON_1>?');
    expect(await ask('Dr. Aiko Tanaka?')).toBe('Dr. <PERSON_1>?');
    await setPolicy('run', { scope: 'run' });
    expect(await ask('Mr. Imre Szabo?')).toBe('Mr. <PERSON_1>?');
    expect(await ask('Dr. Aiko Tanaka?')).toBe('Dr. <PERSON_2>?');
    expect(await ask('Mr. Imre Szabo?')).toBe('Mr. <PERSON_1>?');
  });

  it('passes nothing on and stores nothing while a back-end is away, and masks what it finds once it is back', async () => {
    const presidio = await startFakePresidio({ 'quux blorf': 'PERSON' });
    const analyzer = openPresidio({
      url: presidio.url,
      language: 'en',
      threshold: 0,
      mapping: new Map(),
      concurrency: 4,
      timeoutMs: 2000,
    });
    const backends = createBackends([analyzer], { documentMs: 5000, log: createLog('test') });
    const rowId = await openRow('staff', { question: 'where is quux blorf now?' });
    const job = { ...first({ rowId, epoch: 1 }), retrieved: [] };
    await presidio.close();
    await expect(redact(job, { ...deps(), backends })).rejects.toMatchObject({
      code: 'redact.backend_unavailable',
      retryable: true,
    });
    await expect(readEntries(db, ring, { tenant: tenantId, rowId, epoch: 1 })).rejects.toMatchObject({
      code: 'settle.vault_missing',
    });
    await presidio.open();
    expect(await redact(job, { ...deps(), backends })).toMatchObject({
      to: 'ground',
      add: { masked: { question: 'where is <PERSON_1> now?' } },
    });
    await presidio.close();
  });

  it('asks no back-end about a collection that is not masked', async () => {
    const find = () => Promise.reject(new Error('asked'));
    await addPassage(tenantId, 'open', null, 'text');
    await db.query({
      name: 'test.policy_open',
      text: `UPDATE rollcall.collections SET redaction = 'off' WHERE tenant_id = $1 AND name = 'open'`,
      values: [tenantId],
    });
    const job = { ...first({ rowId: await openRow('open'), epoch: 1 }), retrieved: [] };
    expect(await redact(job, { ...deps(), backends: { ...noBackends, find } })).toMatchObject({
      to: 'ground',
    });
  });

  it('drops the job of a row that is closed, of another epoch or gone, and stores nothing', async () => {
    const closed = await openRow();
    await close(db, { rowId: closed, epoch: 1, status: 'answered', answer: 'yes' });
    expect(await run(closed)).toEqual({ to: 'drop' });
    expect(await run(await openRow(), own, 2)).toEqual({ to: 'drop' });
    expect(await run(randomUUID())).toEqual({ to: 'drop' });
    await expect(readEntries(db, ring, { tenant: tenantId, rowId: closed, epoch: 1 })).rejects.toMatchObject({
      code: 'settle.vault_missing',
    });
  });
});
