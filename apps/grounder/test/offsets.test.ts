import { verdict } from '@rollcall/pipeline';
import { seededRandom } from '@rollcall/testing';
import { describe, expect, it } from 'vitest';
import { statementsOf } from '../src/claims.ts';
import { assessEvidence } from '../src/evidence.ts';
import { cutLong, sentencesOf } from '../src/sentences.ts';
import { verifyAnswer } from '../src/support.ts';
import { termsOf } from '../src/terms.ts';
import { awkwardText } from './generated-text.ts';

const texts = (seed: number, count: number, most: number): string[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => awkwardText(random, most));
};

describe('in any text', () => {
  it('sentences are in order, trimmed and hold every character but white space and list markers', () => {
    for (const text of texts(1, 2000, 30)) {
      let last = 0;
      let between = '';
      for (const { start, end } of sentencesOf(text)) {
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeGreaterThan(start);
        expect(text.slice(start, end)).toBe(text.slice(start, end).trim());
        between += text.slice(last, start);
        last = end;
      }
      between += text.slice(last);
      expect(between.replace(/(?:[-#]+|1\.)[ \t]|\s/g, '')).toBe('');
    }
  });

  it('terms lie inside the text, in order, and have a key', () => {
    for (const text of texts(2, 2000, 30)) {
      let last = 0;
      for (const { start, end, keys } of termsOf(text)) {
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(text.length);
        expect(keys[0]).not.toMatch(/NaN|Infinity|^$/);
        last = end;
      }
    }
  });

  it('a long sentence is cut into parts that hold it all and split no surrogate pair', () => {
    for (const text of ['🙂'.repeat(400), 'word '.repeat(300), 'a, b; '.repeat(300), 'x'.repeat(1300)]) {
      const parts = cutLong(text, { start: 0, end: text.length }, 101);
      expect(
        parts
          .map(({ start, end }) => text.slice(start, end))
          .join('')
          .replace(/\s/g, ''),
      ).toBe(text.replace(/\s/g, ''));
      for (const { start, end } of parts) {
        expect(end - start).toBeLessThanOrEqual(101);
        expect(text.slice(start, end).isWellFormed()).toBe(true);
      }
    }
  });

  it('a statement is the slice of the answer that its offsets name', () => {
    for (const answer of texts(3, 2000, 40)) {
      for (const { text, start, end } of statementsOf(answer)) expect(answer.slice(start, end)).toBe(text);
    }
  });
});

describe('a verdict on any answer and any passages', () => {
  const random = seededRandom(4);
  const cases = Array.from({ length: 1500 }, () => ({
    question: awkwardText(random, 8),
    answer: awkwardText(random, 25),
    passages: Array.from({ length: Math.floor(random() * 4) }, (_, index) => ({
      id: `p${index}`,
      text: awkwardText(random, 40),
      ...(random() < 0.5 ? { title: awkwardText(random, 4) } : {}),
    })),
    threshold: random() < 0.5 ? random() : undefined,
  }));

  it('has the pipeline’s shape, finite scores from 0 to 1, and is the same the second time', () => {
    for (const input of cases) {
      const found = verifyAnswer(input);
      expect(verdict.parse(found)).toEqual(found);
      for (const score of [found.score, ...found.claims.map((claim) => claim.score)]) {
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
      }
      expect(verifyAnswer(input)).toEqual(found);
    }
  });

  it('cites inside the passages, trimmed, for supported claims and only for them', () => {
    let citations = 0;
    for (const input of cases) {
      for (const claim of verifyAnswer(input).claims) {
        if (claim.kind === 'claim') expect(claim.citations.length > 0).toBe(claim.supported);
        else expect(claim.citations).toEqual([]);
        for (const { passageId, start, end } of claim.citations) {
          const text = input.passages.find(({ id }) => id === passageId)!.text;
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeLessThanOrEqual(text.length);
          expect(text.slice(start, end).trim()).toBe(text.slice(start, end));
          expect(end).toBeGreaterThan(start);
          citations += 1;
        }
      }
    }
    expect(citations).toBeGreaterThan(100);
  });

  it('marks unsupported spans inside their claim, and names them in reasons by index', () => {
    for (const input of cases) {
      for (const claim of verifyAnswer(input).claims) {
        expect(claim.unsupportedSpans.length > 0).toBe(!claim.supported);
        for (const { start, end } of claim.unsupportedSpans) {
          expect(start).toBeGreaterThanOrEqual(claim.start);
          expect(end).toBeLessThanOrEqual(claim.end);
          expect(end).toBeGreaterThan(start);
        }
        for (const { span } of claim.reasons) {
          if (span !== undefined) expect(claim.unsupportedSpans[span as number]).toBeDefined();
        }
      }
    }
  });

  it('finds evidence scores from 0 to 1 and best passages that exist', () => {
    for (const { question, passages } of cases) {
      const found = assessEvidence(question, passages);
      expect(found.score).toBeGreaterThanOrEqual(0);
      expect(found.score).toBeLessThanOrEqual(1);
      for (const id of found.best) expect(passages.map((passage) => passage.id)).toContain(id);
      for (const term of found.missing) expect(question).toContain(term);
    }
  });
});

describe('a text made to be slow', () => {
  const hostile: Record<string, string> = {
    dots: '.'.repeat(100_000),
    spaces: `a${' '.repeat(100_000)}b`,
    newlines: '\n'.repeat(100_000),
    initials: 'J. '.repeat(33_000),
    quotes: `."${'"'.repeat(100_000)}x`,
    brackets: '[1,'.repeat(33_000),
    delimiters: '< '.repeat(50_000),
    negations: 'n'.repeat(100_000),
    refusals: 'the sources do not '.repeat(5000),
    capitals: 'A.'.repeat(50_000),
    claims: 'Boyle paid 42 euros. '.repeat(4700),
  };

  it.each(Object.keys(hostile))('is read in bounded time: %s', (name) => {
    const text = hostile[name]!;
    const started = performance.now();
    verifyAnswer({ question: text.slice(0, 9000), answer: text, passages: [{ id: 'p', text }] });
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});
