import { createHash, randomBytes } from 'node:crypto';
import { Failure } from '@rollcall/failures';
import { z } from 'zod';
import { encrypt } from './cipher.ts';

/** Bytes of UTF-8 that a salt has at least, as Presidio's. */
const shortestSalt = 16;

/** Presidio's operators with their parameters. */
const operators = z.discriminatedUnion('type', [
  z.object({ type: z.literal('replace'), new_value: z.string().max(10_000).nullish() }),
  z.object({ type: z.literal('redact') }),
  z.object({ type: z.literal('keep') }),
  z.object({
    type: z.literal('mask'),
    masking_char: z.string().refine((char) => Array.from(char).length <= 1),
    chars_to_mask: z.int(),
    from_end: z.boolean().nullish(),
  }),
  z.object({
    type: z.literal('hash'),
    /** As Presidio, an empty name means the default. */
    hash_type: z.enum(['sha256', 'sha512', '']).nullish(),
    /** Without one, a random salt is taken for each call: the hash of a telephone number alone is soon guessed. */
    salt: z
      .string()
      .max(1000)
      .refine((salt) => Buffer.byteLength(salt) >= shortestSalt)
      .optional(),
  }),
  z.object({ type: z.literal('encrypt'), key: z.string() }),
]);

/** How to undo: `decrypt` with the key, or leave as it is, by either of its names. */
const undos = z.discriminatedUnion('type', [
  z.object({ type: z.literal('decrypt'), key: z.string() }),
  z.object({ type: z.literal('deanonymize_keep') }),
  z.object({ type: z.literal('keep') }),
]);

export type Operator = z.infer<typeof operators>;
export type Undo = z.infer<typeof undos>;

/** The names of the operators of `/anonymize`. Presidio's `custom` takes Python and is not for HTTP there either. */
export const anonymizers = ['encrypt', 'hash', 'keep', 'mask', 'redact', 'replace'] as const;

/** The names of the operators of `/deanonymize`. */
export const deanonymizers = ['decrypt', 'deanonymize_keep'] as const;

type Given = { type?: unknown };

/**
 * The operators of a request, by type. Throws `request.unsupported_field` for `custom`, and
 * `redact.unsupported_operator` that names the operator and the parameters that are missing or wrong.
 */
export const readOperators = (given: Readonly<Record<string, Given>>): Record<string, Operator> => {
  if (Object.values(given).some(({ type }) => type === 'custom')) {
    throw new Failure('request.unsupported_field', { details: { field: 'anonymizers', operator: 'custom' } });
  }
  return readAll(given, operators, anonymizers);
};

/** How to undo each type, as `readOperators`. */
export const readUndos = (given: Readonly<Record<string, Given>>): Record<string, Undo> =>
  readAll(given, undos, deanonymizers);

const readAll = <S extends z.ZodType>(
  given: Readonly<Record<string, Given>>,
  schema: S,
  names: readonly string[],
): Record<string, z.infer<S>> =>
  Object.fromEntries(
    Object.entries(given).map(([entity, config]) => {
      const parsed = schema.safeParse(config);
      if (parsed.success) return [entity, parsed.data];
      const known = names.find((name) => name === config.type);
      throw new Failure('redact.unsupported_operator', {
        details: {
          operator: known ?? 'unknown',
          ...(known === undefined
            ? { operators: [...names] }
            : { parameters: [...new Set(parsed.error.issues.map(({ path }) => path.join('.')))] }),
        },
      });
    }),
  );

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
      return createHash(operator.hash_type || 'sha256')
        .update(demandText(value, 'hash'), 'utf8')
        .update(operator.salt ?? salt)
        .digest('hex');
    case 'encrypt':
      return encrypt(demandText(value, 'encrypt'), operator.key);
  }
};

/** A salt for one call, 32 bytes. */
export const newSalt = (): Buffer => randomBytes(32);

/** Half a surrogate pair has no bytes: it could not be told apart from another, nor be restored. */
const demandText = (value: string, operator: string): string => {
  if (value.isWellFormed()) return value;
  throw new Failure('redact.invalid_parameter', { details: { operator, parameter: 'text' } });
};

const mask = (value: string, operator: Extract<Operator, { type: 'mask' }>): string => {
  const characters = Array.from(value);
  const count = Math.min(Math.max(operator.chars_to_mask, 0), characters.length);
  const stars = operator.masking_char.repeat(count);
  return operator.from_end
    ? characters.slice(0, characters.length - count).join('') + stars
    : stars + characters.slice(count).join('');
};
