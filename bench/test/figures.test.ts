import { describe, expect, it } from 'vitest';
import { cpuMsPerDocument, figuresOf, type Measurement, median } from '../measurement.ts';

const measured = (part: Partial<Measurement>): Measurement => ({
  backend: 'postgres',
  system: 'bare',
  documents: 100,
  completed: 100,
  seconds: 1,
  cpu: undefined,
  ...part,
});

describe('the median', () => {
  it('is the middle value, whatever the order', () => expect(median([9, 1, 5])).toBe(5));
  it('is the mean of the two middle ones of an even number', () => expect(median([4, 1, 2, 9])).toBe(3));
  it('of nothing is refused', () => expect(() => median([])).toThrow(RangeError));
});

describe('a figure', () => {
  it('compares with the bare chain of the same round, so that one slow round does not spoil the ratio', () => {
    const figures = figuresOf([
      [measured({ seconds: 1 }), measured({ system: 'empty', seconds: 2 })],
      [measured({ seconds: 10 }), measured({ system: 'empty', seconds: 20 })],
      [measured({ seconds: 2 }), measured({ system: 'empty', seconds: 4 })],
    ]);
    expect(figures.map(({ system, ratioToBare }) => [system, ratioToBare])).toEqual([
      ['bare', 1],
      ['empty', 0.5],
    ]);
    expect(figures[0]?.documentsPerSecond).toBe(50);
  });

  it('never compares one backend with the other', () => {
    const figures = figuresOf([[measured({}), measured({ backend: 'redis', system: 'empty' })]]);
    expect(figures[1]?.ratioToBare).toBeNull();
  });

  it('shows the completion of the least complete run', () => {
    const [figure] = figuresOf([[measured({})], [measured({ completed: 4 })], [measured({})]]);
    expect(figure?.completion).toBe('4 of 100');
  });

  it('counts the documents that came out, not those that went in', () => {
    const [figure] = figuresOf([[measured({ completed: 40, seconds: 2 })]]);
    expect(figure?.documentsPerSecond).toBe(20);
  });

  it('adds up the processor time of all processes', () => {
    expect(cpuMsPerDocument(measured({ cpu: { postgres: 1.5, 'hop 0': 0.5 } }))).toBe(20);
  });
});
