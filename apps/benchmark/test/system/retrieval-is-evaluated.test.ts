import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testBackends } from '@rollcall/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evalRetrievalCommand } from '../../src/commands/eval-retrieval.ts';
import { startWholeSystem, type WholeSystem } from './whole-system.ts';

const jsonl = (lines: object[]): string => lines.map((line) => JSON.stringify(line)).join('\n');

let system: WholeSystem;
let folder: string;
beforeAll(async () => {
  const [backend] = testBackends();
  if (backend === undefined) throw new Error('there is no queue backend');
  system = await startWholeSystem({ queue: backend.queue });
  folder = mkdtempSync(join(tmpdir(), 'rollcall-eval-'));
  const texts = [
    'Ships in the harbour carry grain.',
    'The harbour bells ring at dawn.',
    'Bread is baked from grain and water.',
  ];
  // A document of many passages must not take the others' places.
  const long = Array.from({ length: 30 }, (_, at) => `Paragraph ${at}. ${'grain '.repeat(45)}`).join('\n\n');
  const documents = [...texts, long].map((text, at) => ({ _id: `d${at}`, text }));
  writeFileSync(join(folder, 'corpus.jsonl'), jsonl(documents));
  writeFileSync(
    join(folder, 'queries.jsonl'),
    jsonl([
      { _id: 'bells', text: 'When do the bells ring?' },
      { _id: 'grain', text: 'grain' },
      { _id: 'nothing', text: 'xylophone' },
    ]),
  );
  writeFileSync(join(folder, 'qrels.tsv'), 'bells\td1\t1\ngrain\td0\t1\ngrain\td2\t1\nnothing\td2\t1\n');
}, 180_000);
afterAll(async () => {
  await system.stop();
  rmSync(folder, { recursive: true });
});

describe('retrieval', () => {
  it('is evaluated on the running system, with the same figures when it is asked again', async () => {
    const evaluate = async () => {
      const printed: string[] = [];
      const context = { config: system.config, print: (text: string) => printed.push(text), note: () => {} };
      expect(await evalRetrievalCommand(context, folder, { k: 10, json: true })).toBe(0);
      return JSON.parse(printed.join(''));
    };
    const report = await evaluate();
    expect(report).toMatchObject({ documents: 4, queries: 3, k: 10, unanswered: 1 });
    expect(report.measures.recall.mean).toBeCloseTo(2 / 3, 12);
    expect(report.measures.precisionAt1.mean).toBeGreaterThanOrEqual(1 / 3);
    expect((await evaluate()).measures).toEqual(report.measures);
  }, 120_000);
});
