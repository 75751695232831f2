import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { builtInDataset } from '../src/dataset/built-in.ts';
import { readDataset } from '../src/dataset/read-dataset.ts';

const folder = mkdtempSync(join(tmpdir(), 'rollcall-dataset-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (...lines: unknown[]): string => {
  const path = join(folder, 'set.jsonl');
  writeFileSync(
    path,
    lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
  );
  return path;
};
const line = { id: 'a', passages: ['One.', 'Two.'], question: 'Who?', answers: ['One'], answerable: true };

describe('a dataset', () => {
  it('is read with its passages as one text', async () => {
    const { name, sha256, documents } = await readDataset(file({ ...line, document_title: 'T' }, ''));
    expect(name).toBe('set');
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(documents).toEqual([
      {
        id: 'a',
        title: 'T',
        text: 'One.\n\nTwo.',
        question: 'Who?',
        answers: ['One'],
        answerable: true,
        planted: [],
      },
    ]);
  });

  it.each([
    ['is not JSON', [line, '{"id": "anna'], { line: 2, rule: 'not JSON' }],
    ['lacks a field', [{ ...line, question: undefined }], { line: 1, field: 'question' }],
    ['has an answer to nothing', [{ ...line, answers: [] }], { line: 1, field: 'answers' }],
    ['cannot be stored', [line, { ...line, id: 'b\u0000' }], { line: 2, field: 'id', rule: 'not storable' }],
    ['holds half a character', [{ ...line, passages: ['\ud800'] }], { field: 'passages.0' }],
    ['repeats an id', [line, line], { line: 2, field: 'id' }],
  ])('names the line that %s, and none of its text', async (_what, lines, details) => {
    const thrown = await readDataset(file(...lines)).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: 'dataset.invalid', details });
    expect(JSON.stringify(thrown)).not.toContain('anna');
  });

  it('may begin with a byte order mark and end its lines as on Windows', async () => {
    const text = `\uFEFF${JSON.stringify(line)}\r\n${JSON.stringify({ ...line, id: 'b' })}\r\n`;
    expect((await readDataset(file(text))).documents.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('that is missing or empty is refused by code', async () => {
    await expect(readDataset(join(folder, 'none.jsonl'))).rejects.toMatchObject({
      code: 'dataset.not_found',
    });
    await expect(readDataset(file(''))).rejects.toMatchObject({ code: 'dataset.empty' });
  });

  it('is built in: 400 documents with planted values', async () => {
    const { documents } = await readDataset(builtInDataset());
    expect(documents).toHaveLength(400);
    expect(documents.every((document) => document.planted.length > 0)).toBe(true);
    expect((await readDataset(builtInDataset(), 7)).documents).toHaveLength(7);
  });
});
