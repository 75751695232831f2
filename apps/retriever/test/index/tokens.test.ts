import { type Database, openDatabase } from '@rollcall/postgres';
import { createTestDatabase, seededRandom, type TestDatabase } from '@rollcall/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FormBook } from '../../src/index/form-book.ts';
import { parseTexts } from '../../src/index/parse-texts.ts';
import { longestLexeme, readTsvector } from '../../src/index/read-tsvector.ts';
import { encodeTokens, readTokens, type Token } from '../../src/index/token-stream.ts';
import type { Tokens } from '../../src/ranking/candidate.ts';

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, service: 'test', max: 1 });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const read = async (text: string, language = 'english') => {
  const [parsed] = await parseTexts(db, language, [text]);
  const book = new FormBook();
  const tokens = book.read(parsed?.lexemes ?? '', parsed?.words ?? '');
  return tokens.map(({ position, form }) => [position, book.forms[form]?.lexeme, book.forms[form]?.word]);
};

describe('a text’s tokens', () => {
  it('are lexemes with the words that became them, in reading order, without stop words', async () => {
    expect(await read('The bridges of the Building were built.')).toEqual([
      [2, 'bridg', 'bridges'],
      [5, 'build', 'building'],
      [7, 'built', 'built'],
    ]);
  });

  it.each([
    ["it's 'quoted' \\ back\\slash", 'quotes'],
    ["O''Brien's a'b'c", 'more quotes'],
    ['https://example.org/a?b=c,d&e=f x@y.org 3.14 -7 1e5', 'what a parser keeps whole'],
    ['state-of-the-art co-operation', 'compounds'],
    ['Größe 日本語 naïve 😀 Ω', 'other scripts'],
    ['', 'nothing'],
    ['word '.repeat(20_000), 'more positions than a tsvector has'],
  ])('%j: each stands where Postgres has it (%s)', async (text) => {
    for (const language of ['english', 'german', 'simple']) {
      const [parsed] = await parseTexts(db, language, [text]);
      const { rows } = await db.query<{ lexeme: string; position: number }>({
        name: '',
        text: `SELECT lexeme, position::int FROM unnest(to_tsvector($1::regconfig, $2)) AS t, unnest(positions) AS position`,
        values: [language, text],
      });
      const found: { lexeme: string; position: number }[] = [];
      readTsvector(parsed?.lexemes ?? '', (lexeme, position) => found.push({ lexeme, position }));
      expect(found).toEqual(rows);
    }
  });

  it('are cut where no index could hold them', async () => {
    const long = 'ü'.repeat(600);
    expect(await read(long, 'simple')).toEqual([[1, 'ü'.repeat(longestLexeme), 'ü'.repeat(longestLexeme)]]);
  });
});

describe('a token stream', () => {
  it('gives back what was written', () => {
    const random = seededRandom(2);
    const field = (most: number): Token[] => {
      let position = 1;
      return Array.from({ length: Math.floor(random() * most) }, () => {
        position += Math.floor(random() ** 6 * 500);
        return { position, form: 1 + Math.floor(random() ** 8 * 2 ** 29) };
      });
    };
    const asTokens = ({ positions, forms, from, to }: Tokens): Token[] =>
      Array.from({ length: to - from }, (_, at) => ({
        position: positions[from + at] as number,
        form: forms[from + at] as number,
      }));
    for (let times = 0; times < 300; times += 1) {
      const title = field(10);
      const body = field(times === 0 ? 5000 : 150);
      const bytes = encodeTokens(title, body);
      const among = Uint8Array.from([...bytes, ...bytes]);
      const stream = { bytes: among, from: bytes.length, to: among.length };
      for (const back of readTokens([stream, stream])) {
        expect([asTokens(back.title), asTokens(back.body)]).toEqual([title, body]);
      }
    }
  });

  it('is empty for a passage that is gone', () => {
    const [empty] = readTokens([{ bytes: new Uint8Array(0), from: 0, to: 0 }]);
    expect(empty).toMatchObject({ title: { from: 0, to: 0 }, body: { from: 0, to: 0 } });
  });
});
