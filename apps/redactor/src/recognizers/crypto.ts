import { createHash } from 'node:crypto';
import type { Recognizer } from './recognizer.ts';

const base58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const bech32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';

/** Base58Check as Bitcoin's addresses use it: 21 bytes and four of a double SHA-256. */
export const isBase58Check = (address: string): boolean => {
  let number = 0n;
  for (const character of address) number = number * 58n + BigInt(base58.indexOf(character));
  const bytes = Buffer.from(number.toString(16).padStart(50, '0'), 'hex');
  if (bytes.length !== 25) return false;
  const once = createHash('sha256').update(bytes.subarray(0, 21)).digest();
  const twice = createHash('sha256').update(once).digest();
  return twice.subarray(0, 4).equals(bytes.subarray(21));
};

const generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** BIP 173 (bech32) and BIP 350 (bech32m): the checksum's constant is 1 or 0x2bc830a3. */
export const isBech32 = (address: string): boolean => {
  const lower = address.toLowerCase();
  const separator = lower.lastIndexOf('1');
  const prefix = Array.from(lower.slice(0, separator), (character) => character.charCodeAt(0));
  const data = Array.from(lower.slice(separator + 1), (character) => bech32.indexOf(character));
  if (data.includes(-1)) return false;
  const values = [...prefix.map((code) => code >> 5), 0, ...prefix.map((code) => code & 31), ...data];
  const checksum = values.reduce((state, value) => {
    const shifted = ((state & 0x1ffffff) << 5) ^ value;
    return generators.reduce(
      (mixed, generator, bit) => ((state >>> (25 + bit)) & 1 ? mixed ^ generator : mixed),
      shifted,
    );
  }, 1);
  return checksum === 1 || checksum === 0x2bc830a3;
};

export const crypto: Recognizer = {
  name: 'CryptoRecognizer',
  entity: 'CRYPTO',
  hasDigits: true,
  certain: true,
  patterns: [
    {
      name: 'Bitcoin, base58',
      regex: /(?<![A-Za-z0-9])[13][1-9A-HJ-NP-Za-km-z]{25,34}(?![A-Za-z0-9])/g,
      score: 0.5,
    },
    {
      name: 'Bitcoin, bech32',
      regex: /(?<![A-Za-z0-9])bc1[02-9ac-hj-np-z]{11,71}(?![A-Za-z0-9])/gi,
      score: 0.5,
    },
    { name: 'Ethereum', regex: /(?<![A-Za-z0-9])0x[0-9a-fA-F]{40}(?![A-Za-z0-9])/g, score: 0.7 },
  ],
  validate: (value) => {
    if (/^0x/.test(value)) return undefined;
    return /^bc1/i.test(value) ? isBech32(value) : isBase58Check(value);
  },
  context: ['wallet', 'bitcoin', 'btc', 'crypto', 'ethereum', 'address'],
};
