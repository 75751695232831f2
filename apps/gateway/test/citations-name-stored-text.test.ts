import { describe, expect, it } from 'vitest';
import { alignPassage } from '../src/align-passage.ts';

const entries = [
  { placeholder: '<PERSON_1>', type: 'PERSON', original: 'Anna Kovacs' },
  { placeholder: '<EMAIL_ADDRESS_1>', type: 'EMAIL_ADDRESS', original: 'a.kovacs@example.com' },
];

/** The stored text behind a part of the masked one. */
const storedBehind = (part: string, masked: string, stored: string): string | undefined => {
  const start = masked.indexOf(part);
  const range = alignPassage(masked, stored, entries)?.({ start, end: start + part.length });
  return range && stored.slice(range.start, range.end);
};

describe('a citation’s offsets', () => {
  const masked = 'Dear <PERSON_1>, we wrote to <EMAIL_ADDRESS_1>. Ms <PERSON_1> paid 42 euros.';
  const stored = 'Dear Anna Kovacs, we wrote to a.kovacs@example.com. Ms Kovacs paid 42 euros.';

  it('name the stored text, also where it has only a part of the name', () => {
    expect(storedBehind('Ms <PERSON_1> paid 42 euros.', masked, stored)).toBe('Ms Kovacs paid 42 euros.');
    expect(storedBehind('<EMAIL_ADDRESS_1>', masked, stored)).toBe('a.kovacs@example.com');
    expect(storedBehind('Dear <PERSON_1>', masked, stored)).toBe('Dear Anna Kovacs');
  });

  it('take a value that they touch as a whole', () => {
    const inside = masked.indexOf('PERSON_1');
    expect(alignPassage(masked, stored, entries)?.({ start: inside, end: inside + 3 })).toEqual({
      start: 5,
      end: 16,
    });
  });

  it('stay as they are where nothing was masked', () => {
    expect(alignPassage('plain text', 'plain text', [])?.({ start: 2, end: 5 })).toEqual({
      start: 2,
      end: 5,
    });
  });

  it('fit values side by side and at both ends', () => {
    expect(storedBehind('<EMAIL_ADDRESS_1>', '<PERSON_1> <EMAIL_ADDRESS_1>', 'Anna Kovacs x@y.example')).toBe(
      'x@y.example',
    );
  });

  it('are not made up for a text that was replaced', () => {
    expect(alignPassage(masked, 'Another text altogether.', entries)).toBeUndefined();
    expect(alignPassage('plain', 'plain and more', entries)).toBeUndefined();
  });
});
