import { createHmac } from 'node:crypto';
import type { MaskingOperator } from './masking-policy.ts';

/** The operators that nobody can undo. */
export type Obscuring = Exclude<MaskingOperator, { type: 'placeholder' }>;

/** Of a hash, in hexadecimal digits: 64 bits, enough to tell a collection's values apart. */
const hashDigits = 16;

/**
 * What takes a value's place for good. `identity` is what all spellings of the value have in common, so that a
 * hash is the same for all of them; `key` is the collection's.
 */
export const obscure = (
  operator: Obscuring,
  { entity, value, identity, key }: { entity: string; value: string; identity: string; key: Buffer },
): string => {
  switch (operator.type) {
    case 'redact':
      return '';
    case 'mask':
      return maskCharacters(value, operator.character, operator.keepLast);
    case 'hash': {
      const digest = createHmac('sha256', key).update(`${entity} ${identity}`, 'utf8').digest('hex');
      return `<${entity}:${digest.slice(0, hashDigits)}>`;
    }
  }
};

/** Of a short value at most a third is shown, whatever the policy says. */
const maskCharacters = (value: string, character: string, keepLast: number): string => {
  const characters = Array.from(value);
  const telling = characters.filter((each) => /[\p{L}\p{N}]/u.test(each)).length;
  let left = telling - Math.min(keepLast, Math.floor(telling / 3));
  return characters
    .map((each) => {
      if (!/[\p{L}\p{N}\p{M}\p{S}]/u.test(each)) return each;
      if (left <= 0) return each;
      if (/[\p{L}\p{N}]/u.test(each)) left -= 1;
      return character;
    })
    .join('');
};
