import { describe, expect, it } from 'vitest';
import { groundingPolicy, noPolicy, treatment, treatmentUnder } from '../src/index.ts';

describe('the policy of a document', () => {
  it.each([
    [undefined, null, 'annotate'],
    [undefined, 'block', 'block'],
    [undefined, 'off', 'off'],
    ['off', null, 'off'],
    ['off', 'remove', 'remove'],
    ['block', 'remove', 'block'],
    ['retry', 'annotate', 'retry'],
  ] as const)('asked for %s, where the collection says %s, is %s', (asked, least, policy) => {
    expect(groundingPolicy(asked, least)).toBe(policy);
  });

  it('travels so that a stage that does not know it annotates', () => {
    expect(treatmentUnder(noPolicy, 'remove')).toEqual({
      grounding: 'annotate',
      unsupported: 'remove',
      abstain: false,
    });
    expect(treatmentUnder(noPolicy, 'block')).toEqual({ grounding: 'block', abstain: false });
  });

  it('says what becomes of the evidence, and no more than was set', () => {
    expect(treatmentUnder(noPolicy)).toEqual({ grounding: 'annotate', abstain: false });
    const strict = treatmentUnder({ abstain: true, drop: true, grounding: 'retry' }, 'annotate');
    expect(strict).toEqual({ grounding: 'annotate', unsupported: 'retry', abstain: true, drop: true });
    expect(treatment.parse(strict)).toEqual(strict);
  });
});
