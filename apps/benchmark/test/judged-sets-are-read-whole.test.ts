import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readJudgedSet } from '../src/evaluation/judged-set.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-judged-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const usual = {
  'corpus.jsonl': '{"_id":"d1","text":"One."}\n',
  'queries.jsonl': '{"_id":"q1","text":"first"}\n\n{"id":2,"text":"second","answers":["x"]}\n',
  'qrels.tsv': 'query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\n2\td1\t1\n',
};

const given = (files: Record<string, string>): void => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
};

describe('a judged set', () => {
  it('has queries with what is judged of them, and a hash of its corpus', async () => {
    given(usual);
    const { queries, sha256, name } = await readJudgedSet(`${folder}/`);
    expect(queries.map(({ id, text }) => [id, text])).toEqual([
      ['q1', 'first'],
      ['2', 'second'],
    ]);
    expect(queries.map(({ judgements }) => [...judgements])).toEqual([
      [
        ['d1', 2],
        ['d2', 0],
      ],
      [['d1', 1]],
    ]);
    expect(folder.endsWith(name)).toBe(true);
    given({ 'corpus.jsonl': '{"_id":"d1","text":"Another."}\n' });
    expect((await readJudgedSet(folder)).sha256).not.toBe(sha256);
  });

  it('may have its judgements in a folder, and no header', async () => {
    const { 'qrels.tsv': _, ...others } = usual;
    given({ ...others, 'qrels/test.tsv': 'q1\td1\t1\r\n' });
    expect((await readJudgedSet(folder)).queries.map(({ id }) => id)).toEqual(['q1']);
  });

  it('leaves out queries without a relevant document, and those beyond the limit', async () => {
    given({ ...usual, 'qrels.tsv': 'q1\td1\t0\nq1\td2\t-1\n2\td1\t1\n' });
    expect((await readJudgedSet(folder)).queries.map(({ id }) => id)).toEqual(['2']);
    given(usual);
    expect((await readJudgedSet(folder, 1)).queries.map(({ id }) => id)).toEqual(['q1']);
  });

  it.each([
    ['queries.jsonl', '{"_id":"q1","text":"a"}\nnonsense', 2, '(line)'],
    ['queries.jsonl', '{"_id":"q1"}', 1, 'id, text'],
    ['queries.jsonl', '{"_id":"q1","text":"a"}\n{"_id":"q1","text":"b"}', 2, 'id'],
    ['qrels.tsv', 'q1\td1\t1\nq1 d2 1', 2, '(line)'],
    ['qrels.tsv', 'q1\t\t1', 1, '(line)'],
    ['qrels.tsv', 'q1\td1\t1\nq1\td2\thigh', 2, 'relevance'],
    ['qrels.tsv', 'q1\td1\t1\nq9\td1\t1', 2, 'query-id'],
  ])('says where %s is wrong', async (file, text, line, field) => {
    given({ ...usual, [file]: text });
    await expect(readJudgedSet(folder)).rejects.toMatchObject({
      code: 'dataset.invalid',
      details: { file, line, field },
    });
  });

  it.each([
    ['corpus.jsonl', 'corpus.jsonl'],
    ['queries.jsonl', 'queries.jsonl'],
    ['qrels.tsv', 'qrels/test.tsv'],
  ])('without %s says that %s is missing', async (left, file) => {
    given(Object.fromEntries(Object.entries(usual).filter(([name]) => name !== left)));
    const code = 'dataset.not_found';
    await expect(readJudgedSet(folder)).rejects.toMatchObject({ code, details: { file } });
  });

  it('without a relevant document is empty', async () => {
    given({ ...usual, 'qrels.tsv': 'q1\td1\t0\n' });
    await expect(readJudgedSet(folder)).rejects.toMatchObject({ code: 'dataset.empty' });
    await expect(readJudgedSet(join(folder, 'nothing'))).rejects.toMatchObject({ code: 'dataset.not_found' });
  });
});
