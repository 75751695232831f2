import { type Database, openDatabase } from '@rollcall/postgres';
import { createTestDatabase, seededRandom, type TestDatabase } from '@rollcall/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPassages } from '../src/find-passages.ts';
import { storeDocuments } from '../src/store-documents.ts';
import { documents, searchInMemory, tenantId } from './fixtures.ts';

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, service: 'test', max: 2 });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const sections = 300;
const filler = ['pump', 'valve', 'seal', 'check', 'replace', 'clean', 'rotate', 'measure', 'note', 'wear'];

/** A manual of many sections on much the same; one sentence of each says what stands nowhere else. */
const manual = (): string => {
  const random = seededRandom(5 + 0x9e3779b9);
  const prose = (count: number): string =>
    Array.from({ length: count }, () => filler[Math.floor(random() * filler.length)]).join(' ');
  const section = (number: number): string =>
    [
      `## Model M${number}K`,
      `${prose(20)}. ${prose(60)}. The torque of the flange is ${number * 7} newton. ${prose(40)}.`,
      `- ${prose(12)}\n- ${prose(15)}\n- ${prose(9)}`,
    ].join('\n\n');
  return `# Manual\n\n${Array.from({ length: sections }, (_, index) => section(index)).join('\n\n')}`;
};

describe('a long document', () => {
  it('answers with the passage that has it, under its heading, and says where that stands', async () => {
    const text = manual();
    const name = { tenantId, collection: 'manuals' };
    const { passages } = await storeDocuments(db, name, documents({ manual: { title: 'Manual', text } }));
    expect(passages).toBeGreaterThanOrEqual(sections);
    const search = searchInMemory(db);
    for (let number = 3; number < sections; number += 23) {
      const query = `What is the torque of the flange of model M${number}K?`;
      const [first] = await findPassages(search, { ...name, query, k: 3 });
      expect(first?.text).toContain(`Model M${number}K`);
      expect(first?.text).toContain(`is ${number * 7} newton`);
      expect(text.slice(first?.start, first?.end)).toBe(first?.text);
    }
  });
});
