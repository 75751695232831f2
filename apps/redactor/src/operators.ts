import { createHash, randomBytes } from 'node:crypto';
import { Failure } from '@rollcall/failures';
import { z } from 'zod';
import { encrypt } from './cipher.ts';

/** Presidio's operators with their parameters. */
const operators = z.discriminatedUnion('type', [
  z.object({ type: z.literal('replace'), new_value: z.string().max(1000).optional() }),
  z.object({ type: z.literal('redact') }),
  z.object({ type: z.literal('keep') }),
  z.object({
    type: z.literal('mask'),
    masking_char: z.string().refine((char) => Array.from(char).length === 1),
    chars_to_mask: z.int(),
    from_end: z.boolean().default(false),
  }),
  z.object({
    type: z.literal('hash'),
    hash_type: z.enum(['sha256', 'sha512']).default('sha256'),
    /** Without one, a random salt is taken for each call: the hash of a telephone number alone is soon guessed. */
    salt: z.string().min(1).max(1000).optional(),
  }),
  z.object({ type: z.literal('encrypt'), key: z.string() }),
]);

export type Operator = z.infer<typeof operators>;

/** The names of the operators of `/anonymize`. */
export const anonymizers = ['encrypt', 'hash', 'keep', 'mask', 'redact', 'replace'] as const;

/** The names of the operators of `/deanonymize`. */
export const deanonymizers = ['decrypt', 'keep'] as const;

/**
 * One operator of a request. Throws `redact.unsupported_operator` that names the operator and the
 * parameters that are missing or wrong.
 */
export const readOperator = (given: Record<string, unknown>): Operator => {
  const parsed = operators.safeParse(given);
  if (parsed.success) return parsed.data;
  const known = anonymizers.find((name) => name === given.type);
  throw new Failure('redact.unsupported_operator', {
    details: {
      operator: known ?? 'unknown',
      ...(known === undefined
        ? { operators: [...anonymizers] }
        : { parameters: [...new Set(parsed.error.issues.map(({ path }) => path.join('.')))] }),
    },
  });
};

/** What takes a value's place. `salt` is for hashes that bring none of their own. */
export const operate = (
  operator: Operator,
  { value, entity, salt }: { value: string; entity: string; salt: Buffer },
): string => {
  switch (operator.type) {
    case 'replace':
      return operator.new_value ? operator.new_value : `<${entity}>`;
    case 'redact':
      return '';
    case 'keep':
      return value;
    case 'mask':
      return mask(value, operator);
    case 'hash':
      return createHash(operator.hash_type)
        .update(operator.salt ?? salt)
        .update(value, 'utf8')
        .digest('hex');
    case 'encrypt':
      return encrypt(value, operator.key);
  }
};

/** A salt for one call, 16 bytes. */
export const newSalt = (): Buffer => randomBytes(16);

const mask = (value: string, operator: Extract<Operator, { type: 'mask' }>): string => {
  const characters = Array.from(value);
  const count = Math.min(Math.max(operator.chars_to_mask, 0), characters.length);
  const stars = operator.masking_char.repeat(count);
  return operator.from_end
    ? characters.slice(0, characters.length - count).join('') + stars
    : stars + characters.slice(count).join('');
};
