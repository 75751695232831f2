import { describe, expect, it } from 'vitest';
import { joined, maskParts } from '../../src/vectors/mask.ts';

/** Findings of a value wherever it stands in the joined parts. */
const found = (parts: string[], ...values: [entity: string, value: string][]) =>
  values.flatMap(([entity, value]) =>
    [...joined(parts).matchAll(new RegExp(value.replaceAll('.', '\\.'), 'g'))].map(({ index }) => ({
      entity,
      start: index,
      end: index + value.length,
    })),
  );

describe('masking the parts of a document', () => {
  it('replaces each finding by its type, in the part where it stands', () => {
    const parts = ['On Anna Kovacs', 'Kovacs wrote to a@b.example.', 'Nobody is named here.'];
    const findings = found(parts, ['PERSON', 'Anna Kovacs'], ['EMAIL_ADDRESS', 'a@b.example']);
    const again = { entity: 'PERSON', start: 16, end: 22 };
    expect(maskParts(parts, [...findings, again])).toEqual([
      'On <PERSON>',
      '<PERSON> wrote to <EMAIL_ADDRESS>.',
      'Nobody is named here.',
    ]);
  });

  it('leaves nothing of findings that overlap, stand in each other or reach over a part’s end', () => {
    const parts = ['abcdefgh', 'ijklmnop'];
    const at = (start: number, end: number) => ({ entity: 'X', start, end });
    expect(maskParts(parts, [at(1, 4), at(2, 6)])[0]).toBe('a<X>gh');
    expect(maskParts(parts, [at(1, 6), at(2, 3)])[0]).toBe('a<X>gh');
    expect(maskParts(parts, [at(2, 3), at(1, 6)])[0]).toBe('a<X>gh');
    expect(maskParts(parts, [at(6, 12)])).toEqual(['abcdef<X>', '<X>klmnop']);
    expect(maskParts(parts, [at(0, 18)])).toEqual(['<X>', '<X>']);
  });

  it('keeps empty parts, and text without findings as it is', () => {
    expect(maskParts(['', 'text', ''], [])).toEqual(['', 'text', '']);
  });

  it.each([
    [-1, 3],
    [0, 99],
    [3, 3],
    [5, 2],
  ])('refuses a finding from %i to %i: it is of another text', (start, end) => {
    expect(() => maskParts(['some text'], [{ entity: 'X', start, end }])).toThrow(
      expect.objectContaining({ code: 'embeddings.unmasked' }),
    );
  });

  it('takes offsets in UTF-16 units', () => {
    const parts = ['😀 Anna 😀'];
    expect(maskParts(parts, found(parts, ['PERSON', 'Anna']))).toEqual(['😀 <PERSON> 😀']);
  });
});
