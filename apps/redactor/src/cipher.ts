import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Failure } from '@rollcall/failures';

const ivBytes = 16;

/** AES in CBC mode by the key's length, as Presidio's `encrypt` operator has it: 16, 24 or 32 bytes of UTF-8. */
const algorithms = new Map([
  [16, 'aes-128-cbc'],
  [24, 'aes-192-cbc'],
  [32, 'aes-256-cbc'],
]);

const algorithmOf = (key: Buffer, operator: string): string => {
  const algorithm = algorithms.get(key.length);
  if (algorithm === undefined) {
    throw new Failure('redact.unsupported_operator', { details: { operator, parameter: 'key' } });
  }
  return algorithm;
};

/**
 * Encrypts a value so that Presidio can decrypt it, and the other way round: a random IV and the
 * ciphertext (PKCS#7 padding), in URL-safe Base64. CBC hides a value but does not prove that it is
 * unchanged; the vault uses GCM. Throws `redact.unsupported_operator` for a key of another length.
 */
export const encrypt = (value: string, secret: string): string => {
  const key = Buffer.from(secret, 'utf8');
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithmOf(key, 'encrypt'), key, iv);
  const bytes = Buffer.concat([iv, cipher.update(value, 'utf8'), cipher.final()]);
  return bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_');
};

/** The value behind `encrypt`. Throws `redact.invalid_parameter` where the text or the key does not fit. */
export const decrypt = (encrypted: string, secret: string): string => {
  const key = Buffer.from(secret, 'utf8');
  const algorithm = algorithmOf(key, 'decrypt');
  const bytes = Buffer.from(encrypted, 'base64url');
  try {
    const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, ivBytes));
    const plain = Buffer.concat([decipher.update(bytes.subarray(ivBytes)), decipher.final()]);
    return new TextDecoder('utf-8', { fatal: true }).decode(plain);
  } catch (thrown) {
    throw new Failure('redact.invalid_parameter', {
      details: { operator: 'decrypt', parameter: 'text' },
      cause: thrown,
    });
  }
};
