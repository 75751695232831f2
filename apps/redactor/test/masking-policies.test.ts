import { type RedactionPolicy, redactionPolicy } from '@rollcall/pipeline';
import { restore } from '@rollcall/vault';
import { describe, expect, it } from 'vitest';
import { maskDocument } from '../src/mask-document.ts';
import { writeMasked } from '../src/write-masked.ts';

const text =
  'Dr. Imre Szabo (imre.szabo@example.com, card 4111 1111 1111 1111) called +44 20 7946 0958. Szabo wrote to IMRE.SZABO@example.com.';

const hashKey = Buffer.alloc(32, 7);
const mask = (given: unknown, key = hashKey) => {
  const redaction: RedactionPolicy = redactionPolicy.parse(given);
  const raw = { messages: [{ role: 'user' as const, content: text }], passages: [] };
  return maskDocument(raw, { policy: 'mask', redaction, hashKey: key });
};

describe('a collection’s policy', () => {
  it('masks everything by placeholders where it says nothing', () => {
    expect(mask({}).masked.question).toBe(
      'Dr. <PERSON_1> (<EMAIL_ADDRESS_1>, card <CREDIT_CARD_1>) called <PHONE_NUMBER_1>. <PERSON_1> wrote to <EMAIL_ADDRESS_1>.',
    );
  });

  it('masks the types that it names and no others', () => {
    const { masked } = mask({ entities: ['CREDIT_CARD'] });
    expect(masked.question).toBe(text.replace('4111 1111 1111 1111', '<CREDIT_CARD_1>'));
    expect(masked.redactions).toEqual({ CREDIT_CARD: 1 });
  });

  it('uses the operator of each type, and only placeholders come back', () => {
    const { masked, entries } = mask({
      operators: {
        CREDIT_CARD: { type: 'mask', keepLast: 4 },
        PHONE_NUMBER: { type: 'redact' },
        EMAIL_ADDRESS: { type: 'hash' },
      },
    });
    expect(masked.question).toMatch(
      /^Dr\. <PERSON_1> \((<EMAIL_ADDRESS:[0-9a-f]{16}>), card \*{4} \*{4} \*{4} 1111\) called \. <PERSON_1> wrote to \1\.$/,
    );
    expect(masked.redactions).toEqual({ PERSON: 1, EMAIL_ADDRESS: 1, CREDIT_CARD: 1, PHONE_NUMBER: 1 });
    expect(entries).toEqual([{ placeholder: '<PERSON_1>', type: 'PERSON', original: 'Imre Szabo' }]);
    expect(restore(masked.question, entries).text).not.toContain('example.com');
  });

  it('keeps what it says to keep, and masks the rest by DEFAULT', () => {
    const { masked } = mask({ operators: { DEFAULT: { type: 'redact' }, PERSON: { type: 'keep' } } });
    expect(masked.question).toBe('Dr. Imre Szabo (, card ) called . Szabo wrote to .');
  });

  it('hashes the same with the same key only', () => {
    const hash = { operators: { EMAIL_ADDRESS: { type: 'hash' } } };
    expect(mask(hash).masked).toEqual(mask(hash).masked);
    expect(mask(hash, Buffer.alloc(32, 8)).masked).not.toEqual(mask(hash).masked);
  });

  it('shows at most a third of what it masks', () => {
    const { masked } = mask({ operators: { DEFAULT: { type: 'mask', character: '#', keepLast: 8 } } });
    expect(masked.question).toMatch(/^Dr\. #### ##abo \(#+\.#+@#+/);
  });

  it('has a threshold for each type', () => {
    const types = (thresholds: Record<string, number>) => Object.keys(mask({ thresholds }).masked.redactions);
    expect(types({ DEFAULT: 1 })).toContain('CREDIT_CARD');
    expect(types({ DEFAULT: 1 })).not.toContain('PERSON');
    expect(types({ DEFAULT: 1, PERSON: 0.3 })).toContain('PERSON');
    expect(types({ CREDIT_CARD: 1, PERSON: 1 })).not.toContain('PERSON');
  });

  it('lets allowed values through; a part of one that is found by itself has to be allowed, too', () => {
    const { masked } = mask({ allow: ['Imre Szabo', '+44 20 7946 0958'] });
    expect(masked.question).toContain('+44 20 7946 0958. <PERSON_1> wrote');
    const both = mask({ allow: ['Imre Szabo', 'Szabo', '+44 20 7946 0958'] }).masked;
    expect(masked.question).toContain('Dr. Imre Szabo (<EMAIL_ADDRESS_1>');
    expect(both.question).toContain('+44 20 7946 0958. Szabo wrote');
  });

  it('that names a type nobody can find is refused instead of letting it through', () => {
    for (const policy of [
      { entities: ['PERSON', 'SHOE_SIZE'] },
      { operators: { SHOE_SIZE: { type: 'redact' } } },
      { thresholds: { SHOE_SIZE: 0.5 } },
    ]) {
      expect(() => mask(policy)).toThrow(
        expect.objectContaining({ code: 'redact.policy_invalid', details: { entities: ['SHOE_SIZE'] } }),
      );
    }
  });

  it.each([
    ['an operator that is none', { operators: { PERSON: { type: 'encrypt' } } }],
    ['a type in small letters', { entities: ['person'] }],
    ['no types', { entities: [] }],
    ['a threshold above 1', { thresholds: { PERSON: 2 } }],
    ['a field that is none', { enabled: false }],
    [
      'a character that could be part of a placeholder',
      { operators: { PERSON: { type: 'mask', character: '<' } } },
    ],
  ])('cannot have %s', (_, policy) => {
    expect(redactionPolicy.safeParse(policy).success).toBe(false);
  });
});

describe('a masked text', () => {
  it('that reads as another placeholder beside a value is told', () => {
    const value = { entity: 'PERSON' as const, identity: 'anna', value: 'Anna', original: 'Anna' };
    const plan = {
      texts: ['PERSON_1Anna'],
      found: [[{ ...value, start: 8, end: 12 }]],
      operatorOf: () => ({ type: 'placeholder' as const }),
    };
    expect(writeMasked(plan, new Map([['PERSON anna', 1]]), hashKey).collisions).toEqual(['<PERSON_1>']);
    expect(writeMasked(plan, new Map([['PERSON anna', 2]]), hashKey).collisions).toEqual([]);
  });
});
