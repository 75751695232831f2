import { describe, expect, it } from 'vitest';
import { casesOf, rowsOf } from '../grounding-cases.ts';
import { oneCore, renderGroundingFigures } from '../grounding-figures.ts';

const words = (word: string, characters: number): string =>
  `${word} `.repeat(characters / (word.length + 1)).trim();

describe('a case', () => {
  it('has 2,000 characters of sources, its own first, in passages of 500 at most', () => {
    const rows = [
      { question: 'Q1', answer: 'A1', sources: [words('one', 700)] },
      { question: 'Q2', answer: 'A2', sources: [words('two', 5000), 'x'.repeat(900)] },
    ];
    for (const [at, { question, passages }] of casesOf(rows).entries()) {
      expect(question).toBe(`Q${at + 1}`);
      const texts = passages.map(({ text }) => text);
      expect(texts.join('').length).toBe(2000);
      expect(Math.max(...texts.map(({ length }) => length))).toBeLessThanOrEqual(500);
      expect(texts[0]).toContain(at === 0 ? 'one' : 'two');
      expect(new Set(passages.map(({ id }) => id)).size).toBe(passages.length);
    }
    expect(casesOf(rows)[0]!.passages.map(({ text }) => text.trim().slice(0, 3))).toEqual([
      'one',
      'one',
      'two',
      'two',
      'two',
    ]);
    expect(casesOf(rows)).toEqual(casesOf(rows));
  });

  it('cannot be made of nothing', () => {
    expect(() => casesOf([{ question: '', answer: 'A', sources: [''] }])).toThrow('no row has a source');
  });

  it('of a document says three of its sentences, the last with other numbers', () => {
    const text = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth']
      .map((each, at) => `This is the ${each} sentence, and it has the number ${at}9.`)
      .join(' ');
    const document = {
      id: 'd',
      title: undefined,
      text,
      question: 'Q',
      answers: [],
      answerable: true,
      planted: [],
    };
    const short = {
      ...document,
      text: 'Too short.\n- This is an item of a list without a full stop\n- This is another one of them.',
    };
    const [row, ...others] = rowsOf([document, short]);
    expect(others).toEqual([]);
    expect(row?.answer).toBe(
      'This is the first sentence, and it has the number 09. This is the third sentence, and it has the number 29. ' +
        'This is the sixth sentence, and it has the number 60.',
    );
  });
});

describe('the rate of one core', () => {
  it('counts the calls, and what they cost', () => {
    let called = 0;
    const rate = oneCore(() => {
      called += 1;
    }, 0.05);
    expect(rate.calls).toBeGreaterThan(0);
    // The warm-up's calls are not counted.
    expect(rate.calls).toBeLessThan(called);
    for (const figure of [rate.perSecond, rate.perCpuSecond]) expect(Number.isFinite(figure)).toBe(true);
  });

  it('is shown beside the latencies', () => {
    const rate = { calls: 1, perSecond: 612.4, perCpuSecond: 588.2 };
    const shown = renderGroundingFigures({
      file: 'casebook.jsonl',
      cases: 4,
      claimsPerAnswer: 3.04,
      supportedShare: 0.667,
      verify: rate,
      assess: { ...rate, perSecond: 2000 },
      perSecond: 150,
      latencies: { answers: 9, failed: 0, perSecond: 149.9, p50: 2.04, p95: 6.21, p99: 9, most: 20 },
      changed: 0,
    });
    expect(shown).toMatch(/^answers verified +612 +588$/m);
    expect(shown).toMatch(/^POST \/v1\/ground +150 +150 +2\.0 +6\.2 +9\.0 +20\.0 +0 +0$/m);
    expect(shown).toContain('4 answers of 3.0 claims, 67 % supported');
  });
});
