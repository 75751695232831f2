import { expect, it } from 'vitest';
import { qualityOf, twoKilobytes } from '../redaction-figures.ts';
import { startRedaction } from '../redaction-process.ts';
import { replacedIn } from '../redaction-subjects.ts';

const valuesIn = (original: string, redacted: string): string[] =>
  replacedIn(original, redacted).map(({ start, end }) => original.slice(start, end));

it('what a peer replaced is found in the original', () => {
  expect(valuesIn('Hi Bo, ring 1 now', 'Hi \uE000, ring \uE000 now')).toEqual(['Bo', '1']);
  expect(valuesIn('Bo', '\uE000')).toEqual(['Bo']);
  expect(valuesIn('a b c c', 'a \uE000 c')).toEqual(['b c']);
  expect(valuesIn('nothing', 'nothing')).toEqual([]);
  // It has changed other characters: nothing is claimed behind that place.
  expect(valuesIn('Bo  and Cy', '\uE000 and, \uE000')).toEqual([]);
});

const text = (value: string, ...spans: [number, number, string][]) => ({
  id: value,
  text: value,
  group: value,
  spans: spans.map(([start, end, type]) => ({ start, end, type })),
});

it('peers are compared whatever they call a type, and not by dates', () => {
  const texts = [text('Bo, 1 May, Cy', [0, 2, 'PERSON'], [4, 9, 'DATE_TIME'], [11, 13, 'X']), text('clean')];
  const figures = qualityOf(texts, [
    [
      { start: 0, end: 2 },
      { start: 4, end: 9 },
    ],
    [{ start: 0, end: 5 }],
  ]);
  expect(figures).toMatchObject({ precision: 1 / 2, recall: 1 / 2, leaked: 1 / 2 });
});

it('texts of the steady load have two kilobytes each', () => {
  const made = twoKilobytes([text('short 😀'), text('and another')], 5);
  expect(made).toHaveLength(5);
  expect(made.every((each) => each.length === 2000 && each.isWellFormed())).toBe(true);
});

it('a redactor works in a process of its own, and every text of a steady load is answered', async () => {
  const subject = await startRedaction('@redactpii/node');
  try {
    expect(await subject.find(['write to bo@post.com', 'nothing'])).toEqual([[{ start: 9, end: 20 }], []]);
    expect(
      await subject.latencies(
        Array.from({ length: 20 }, () => 'bo@post.com'),
        200,
      ),
    ).toHaveLength(20);
    const { bytes, cpuSeconds } = await subject.throughput(['bo@post.com'], 0.05);
    expect(bytes % 11).toBe(0);
    expect(cpuSeconds).toBeGreaterThanOrEqual(0.05);
    expect(await subject.memory()).toBeGreaterThan(1e6);
  } finally {
    subject.stop();
  }
}, 30_000);
