import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

const iterations = 4096;

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/**
 * What Postgres stores of a password (`SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>`, RFC 5803 as
 * in Postgres' `scram_build_secret`). Given in place of the password it keeps that out of the statement, and so
 * out of the server's log. The password is printable ASCII, which SASLprep leaves as it is; throws a TypeError
 * for any other.
 */
export const scramVerifier = (password: string, salt = randomBytes(16)): string => {
  if (!/^[\x21-\x7e]{8,200}$/.test(password))
    throw new TypeError('a password is 8 to 200 printable characters');
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const stored = createHash('sha256').update(hmac(salted, 'Client Key')).digest();
  const server = hmac(salted, 'Server Key');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${stored.toString('base64')}:${server.toString('base64')}`;
};
