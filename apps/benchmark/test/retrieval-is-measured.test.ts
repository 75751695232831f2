import { describe, expect, it } from 'vitest';
import { estimate } from '../src/evaluation/bootstrap.ts';
import { evaluate } from '../src/evaluation/evaluate.ts';
import { measure } from '../src/evaluation/measures.ts';
import { renderEvaluation } from '../src/terminal/evaluation-view.ts';

const judged = (relevances: Record<string, number>) => new Map(Object.entries(relevances));

describe('an answer', () => {
  it('is measured as trec_eval does', () => {
    const measures = measure(['x', 'a', 'y', 'b'], judged({ a: 1, b: 1, c: 1 }), 10);
    // Gains at ranks 2 and 4; the best order has three at the top.
    const ideal = 1 + 1 / Math.log2(3) + 1 / 2;
    expect(measures.ndcg).toBeCloseTo((1 / Math.log2(3) + 1 / Math.log2(5)) / ideal, 12);
    expect(measures.recall).toBeCloseTo(2 / 3, 12);
    expect(measures.reciprocalRank).toBe(1 / 2);
    expect(measures.precisionAt1).toBe(0);
  });

  it('gains by how relevant its documents are', () => {
    const relevances = judged({ a: 3, b: 1, c: 0, d: -1 });
    expect(measure(['a', 'b'], relevances, 10).ndcg).toBe(1);
    expect(measure(['b', 'a'], relevances, 10).ndcg).toBeCloseTo(
      (1 + 3 / Math.log2(3)) / (3 + 1 / Math.log2(3)),
      12,
    );
    // What was judged and found not relevant neither gains nor takes away.
    expect(measure(['d', 'c', 'a'], relevances, 10)).toMatchObject({ recall: 1 / 2, reciprocalRank: 1 / 3 });
  });

  it('is looked at down to k, in its best order of k too', () => {
    const relevances = judged({ a: 1, b: 1, c: 1 });
    expect(measure(['a', 'b', 'c'], relevances, 2)).toEqual({
      ndcg: 1,
      recall: 2 / 3,
      reciprocalRank: 1,
      precisionAt1: 1,
    });
    expect(measure(['x', 'y', 'a'], relevances, 2)).toEqual({
      ndcg: 0,
      recall: 0,
      reciprocalRank: 0,
      precisionAt1: 0,
    });
  });

  it('counts a document once, at its first place', () => {
    expect(measure(['a', 'a', 'b'], judged({ a: 1, b: 1 }), 2)).toMatchObject({ ndcg: 1, recall: 1 });
  });

  it('of nothing is measured as nothing', () => {
    expect(measure([], judged({ a: 1 }), 10)).toEqual({
      ndcg: 0,
      recall: 0,
      reciprocalRank: 0,
      precisionAt1: 0,
    });
  });
});

describe('an interval', () => {
  it('lies around the mean, and is the same in every run', () => {
    const values = Array.from({ length: 100 }, (_, index) => (index % 4 === 0 ? 1 : 0));
    const { mean, low, high } = estimate(values);
    expect(mean).toBe(0.25);
    // By the binomial distribution 0.17 to 0.34.
    expect(low).toBeGreaterThan(0.14);
    expect(low).toBeLessThan(0.2);
    expect(high).toBeGreaterThan(0.3);
    expect(high).toBeLessThan(0.37);
    expect(estimate(values)).toEqual({ mean, low, high });
  });

  it('is narrower for more values, and a point for equal ones', () => {
    const width = (copies: number): number => {
      const { low, high } = estimate(Array.from({ length: copies * 2 }, (_, index) => index % 2));
      return high - low;
    };
    expect(width(500)).toBeLessThan(width(20) / 3);
    expect(estimate([0.5, 0.5, 0.5])).toEqual({ mean: 0.5, low: 0.5, high: 0.5 });
    expect(estimate([1])).toEqual({ mean: 1, low: 1, high: 1 });
  });

  it('of no values is refused', () => {
    expect(() => estimate([])).toThrow(RangeError);
  });
});

describe('an evaluation', () => {
  const answered = (documents: string[], latencyMs: number) => ({
    query: { id: 'q', text: 'words', judgements: judged({ a: 1 }) },
    found: { documents, latencyMs },
  });

  it('takes the mean over the queries, those without an answer among them', () => {
    const evaluation = evaluate(
      [answered(['a'], 3), answered(['x', 'a'], 1), answered([], 2), answered(['x'], 40)],
      10,
    );
    expect(evaluation).toMatchObject({
      queries: 4,
      k: 10,
      unanswered: 1,
      latencyMs: { p50: 2, p95: 40, p99: 40 },
    });
    expect(evaluation.measures.reciprocalRank.mean).toBe((1 + 1 / 2) / 4);
    expect(evaluation.measures.precisionAt1.mean).toBe(1 / 4);
    expect(evaluation.measures.ndcg.mean).toBeCloseTo((1 + 1 / Math.log2(3)) / 4, 12);
  });

  it('is shown as a table', () => {
    const shown = renderEvaluation(evaluate([answered(['a'], 3.25), answered([], 1)], 5), 80);
    expect(shown).toContain('nDCG@5    0.5000');
    expect(shown).toContain('MRR@5');
    expect(shown).toContain('0.0000 to 1.0000');
    expect(shown).toContain('p50 1.0, p95 3.3, p99 3.3 ms');
    expect(shown).toContain('2 queries, 1 of them without an answer.');
  });
});
