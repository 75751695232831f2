import { expect, test } from 'vitest';
import { readQuestion } from '../src/extract/question.ts';
import { candidatesIn, rank, read } from '../src/extract/rank.ts';
import { stemOf } from '../src/extract/tokens.ts';

const sources = [
  {
    n: 1,
    title: '',
    text: 'The ferry Sigrid left Bergen at 10:30 with 214 passengers because of the storm in 1911.',
  },
];
const best = (question: string): string | undefined => {
  const found = rank(read(readQuestion(question), sources))[0]?.candidate;
  return found && sources[0]?.text.slice(found.start, found.end);
};

test.each([
  ['At what time did the ferry leave Bergen?', 'time', '10:30'],
  ['What time did the Sigrid leave?', 'time', '10:30'],
  ['How many passengers did the ferry have?', 'count', '214'],
  ['In what year was the storm?', 'date', '1911'],
  ['Why did the ferry leave Bergen?', 'reason', 'the storm in 1911'],
])('"%s" asks for a %s', (question, type, answer) => {
  expect(readQuestion(question).type).toBe(type);
  expect(best(question)).toBe(answer);
});

test.each([
  ['left', 'leaves'],
  ['studied', 'studies'],
  ['planned', 'planning'],
  ['cities', 'city'],
])('%s and %s have one stem', (a, b) => {
  expect(stemOf(a)).toBe(stemOf(b));
});

test('every candidate is a stretch of its source', () => {
  const candidates = candidatesIn(read(readQuestion('When did it leave?'), sources));
  expect(candidates.length).toBeGreaterThan(20);
  for (const { start, end } of candidates) expect(sources[0]?.text.slice(start, end).trim()).not.toBe('');
});
