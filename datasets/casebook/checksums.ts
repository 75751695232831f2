import { createHash } from 'node:crypto';

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** Whether the digits carry a right Luhn check digit (ISO/IEC 7812-1). Spaces and dashes are skipped. */
export function isLuhn(card: string): boolean {
  const digits = [...card.replace(/[ -]/g, '')].reverse().map(Number);
  const sum = digits.reduce((total, digit, i) => {
    const value = i % 2 === 1 ? digit * 2 : digit;
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return digits.length > 0 && sum % 10 === 0;
}

/** Whether an IBAN's check digits are right (ISO 13616, ISO 7064 mod 97-10). */
export function isIban(iban: string): boolean {
  const compact = iban.replaceAll(' ', '');
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(compact)) return false;
  const numeric = `${compact.slice(4)}${compact.slice(0, 4)}`.replace(/[A-Z]/g, (c) =>
    String(c.charCodeAt(0) - 55),
  );
  return BigInt(numeric) % 97n === 1n;
}

/** Whether a ten-digit NHS number carries its right check digit (NHS Data Dictionary, modulus 11). */
export function isNhsNumber(number: string): boolean {
  const digits = [...number.replace(/[ -]/g, '')].map(Number);
  if (digits.length !== 10) return false;
  const sum = digits.slice(0, 9).reduce((total, digit, i) => total + digit * (10 - i), 0);
  const check = (11 - (sum % 11)) % 11;
  return check !== 10 && check === digits[9];
}

function doubleSha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(createHash('sha256').update(bytes).digest()).digest();
}

/** A Bitcoin address of version 0 (pay to public key hash) for twenty bytes, in base58check. */
export function bitcoinAddress(hash160: Uint8Array): string {
  const payload = Uint8Array.from([0, ...hash160]);
  const bytes = [...payload, ...doubleSha256(payload).slice(0, 4)];
  let value = bytes.reduce((total, byte) => total * 256n + BigInt(byte), 0n);
  let text = '';
  for (; value > 0n; value /= 58n) text = BASE58[Number(value % 58n)] + text;
  const zeros = bytes.findIndex((byte) => byte !== 0);
  return '1'.repeat(zeros) + text;
}

/** Whether a text is a base58check address of version 0 with a right checksum. */
export function isBitcoinAddress(address: string): boolean {
  let value = 0n;
  for (const letter of address) {
    const digit = BASE58.indexOf(letter);
    if (digit < 0) return false;
    value = value * 58n + BigInt(digit);
  }
  const bytes = Buffer.from(value.toString(16).padStart(50, '0'), 'hex');
  if (bytes.length !== 25 || bytes[0] !== 0) return false;
  return Buffer.compare(doubleSha256(bytes.subarray(0, 21)).slice(0, 4), bytes.subarray(21)) === 0;
}
