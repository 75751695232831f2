import { randomUUID } from 'node:crypto';
import { close } from '@rollcall/ledger';
import { defaultTenantId } from '@rollcall/service';
import { assertNothingBorrowed } from '@rollcall/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openRun } from '../src/run/open-run.ts';
import { findRun, reportRun } from '../src/run/report-run.ts';
import { answer, datasetOf, type Ledger, settings, startLedger } from './ledger.ts';

let ledger: Ledger;
beforeAll(async () => {
  ledger = await startLedger();
});
afterEach(() => assertNothingBorrowed(ledger.db));
afterAll(() => ledger.stop());

/** A document of one passage; returns the passage's id. */
const storePassage = async (externalId: string): Promise<string> => {
  const id = randomUUID();
  await ledger.db.as(defaultTenantId).query({
    name: 'test.passage',
    text: `WITH c AS (INSERT INTO rollcall.collections (tenant_id, name) VALUES ($1, $2) RETURNING id),
             d AS (INSERT INTO rollcall.documents (collection_id, external_id, sha256)
                   SELECT id, $2, '' FROM c RETURNING id, collection_id)
           INSERT INTO rollcall.passages (id, document_id, collection_id, ordinal, start, stop, text, lexemes)
           SELECT $3, id, collection_id, 0, 0, 1, 'x', 1 FROM d`,
    values: [defaultTenantId, externalId, id],
  });
  return id;
};

describe('a run’s report', () => {
  it('finds planted values of every document that a prompt quotes, not only of the one that is asked about', async () => {
    const dataset = datasetOf(3);
    const people = ['Anna Lindqvist', 'Tobias Okafor', 'Mariana Barros'];
    for (const [index, document] of dataset.documents.entries()) {
      document.planted = [{ type: 'PERSON', value: people[index] ?? '' }];
    }
    const { runId, rowIds } = await openRun(ledger.db, dataset, settings);
    const [own, neighbour] = [await storePassage('d0'), await storePassage('d1')];
    const content = `<PERSON_1> met Tobias Okafor, not Mariana Barros.`;
    await close(ledger.db, {
      rowId: rowIds[0] ?? '',
      epoch: 1,
      status: 'answered',
      answer: 'One [1]',
      prompt: { messages: [{ role: 'user', content }], sources: [own, neighbour] },
      timings: { retrieve: { queueMs: 3, workMs: 4, attempts: 1 } },
    });
    await answer(ledger.db, rowIds[1] ?? '');
    const { summary, rows } = await reportRun(ledger.db, runId);
    // d2's passage is not quoted: that its value stands there all the same is chance, such as a word of the language.
    expect(summary).toMatchObject({
      documents: 3,
      answered: 2,
      open: 1,
      leaked: 1,
      leakedByType: { PERSON: 1 },
    });
    expect(rows[0]).toMatchObject({
      id: 'd0',
      em: 1,
      leaked: 1,
      hops: { retrieve: { queueMs: 3, workMs: 4 } },
    });
    expect(rows[2]).toMatchObject({ id: 'd2', status: 'open', em: 0 });
  });

  it('that there is none of has a code', async () => {
    await expect(reportRun(ledger.db, randomUUID())).rejects.toMatchObject({ code: 'run.not_found' });
  });
});

describe('a run is found', () => {
  it('by its id, the beginning of it, or as the latest', async () => {
    await openRun(ledger.db, datasetOf(1), settings);
    const { runId } = await openRun(ledger.db, datasetOf(1), settings);
    expect(await findRun(ledger.db, runId)).toBe(runId);
    expect(await findRun(ledger.db, runId.slice(0, 13).toUpperCase())).toBe(runId);
    expect(await findRun(ledger.db, 'latest')).toBe(runId);
  });

  it.each(['', '%', '_', 'LATEST run', 'zz'])('never by %j', async (name) => {
    await expect(findRun(ledger.db, name)).rejects.toMatchObject({ code: 'run.not_found' });
  });

  it('by a beginning only where no other run begins so', async () => {
    const first: string[] = [];
    let again: string | undefined;
    while (again === undefined) {
      const { runId } = await openRun(ledger.db, datasetOf(1), settings);
      again = first.find((known) => known === runId[0]);
      first.push(runId[0] ?? '');
    }
    await expect(findRun(ledger.db, again)).rejects.toMatchObject({
      code: 'run.not_found',
      details: { matches: 'several' },
    });
  });
});
