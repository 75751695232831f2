import { expect, it } from 'vitest';
import { KnownRows } from '../src/names/known-rows.ts';
import { labelCount } from '../src/names/labels.ts';
import { lexiconOf } from '../src/names/lexicon.ts';
import { readText } from '../src/names/sentence.ts';

/** Asks for every token of a text that says the same `period` words again and again; answers how many were known. */
const askAll = (period: number): number => {
  const words = Array.from({ length: period }, (_, word) => `word${word}x`);
  const text = Array.from({ length: 20_000 }, (_, at) => words[at % period]).join(' ');
  const reading = readText(text, lexiconOf(new Int32Array(0), new Uint16Array(0)));
  const rows = new KnownRows();
  const row = new Float32Array(labelCount);
  let known = 0;
  for (let token = 0; token < reading.tokens.count; token += 1) {
    if (rows.recall(reading, token, row, 0)) {
      known += 1;
      expect([...row]).toEqual(Array(labelCount).fill(token % period));
    } else {
      rows.keep(row.fill(token % period), 0);
    }
  }
  return known;
};

it('rows of tokens are recalled for the same surroundings, where a text has them again', () => {
  expect(askAll(10)).toBeGreaterThan(19_900);
  expect(askAll(700)).toBeGreaterThan(14_000);
  // All of 4096 tokens are others: hardly any is asked for, and none is taken for another.
  for (const period of [3583, 4096, 4607, 20_000]) askAll(period);
});
