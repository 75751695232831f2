import { Failure } from '@rollcall/failures';
import { describe, expect, it } from 'vitest';
import { degradedBy, pauseAfter } from '../../src/vectors/degradation.ts';

describe('an answer without vectors', () => {
  it('says what was wrong with them', () => {
    expect(degradedBy(new Failure('embeddings.timeout'))).toBe('embeddings.timeout');
  });

  it.each([new Failure('postgres.unavailable'), new Error('a mistake')])(
    'is none for what is not theirs: %s',
    (thrown) => {
      expect(() => degradedBy(thrown)).toThrow(thrown);
    },
  );
});

describe('the pause after a failure', () => {
  const failure = (details: Record<string, number> = {}) =>
    new Failure('embeddings.unavailable', { details });

  it('doubles up to a minute, half of it random', () => {
    expect([1, 2, 3, 50].map((times) => pauseAfter(failure(), times, 1))).toEqual([1000, 2000, 4000, 60_000]);
    expect([1, 50].map((times) => pauseAfter(failure(), times, 0))).toEqual([500, 30_000]);
  });

  it('is as long as the endpoint, or its breaker, says at least', () => {
    expect(pauseAfter(failure({ retryAfterMs: 90_000 }), 1, 0)).toBe(90_000);
    expect(pauseAfter(failure({ retryInMs: 700 }), 1, 0)).toBe(700);
    expect(pauseAfter(failure({ retryAfterMs: 5 }), 1, 0)).toBe(500);
  });
});
