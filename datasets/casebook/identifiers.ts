import { bitcoinAddress, isIban, isLuhn, isNhsNumber } from './checksums.ts';
import type { Locale } from './places.ts';
import { fillPattern, type Random } from './random.ts';

/** Leading digits of the card numbers that payment companies publish for testing. */
const TEST_CARDS = [
  '42424242#######',
  '40000566#######',
  '55555555#######',
  '51051051#######',
  '22230031#######',
];
const TEST_AMEX = '3782822463####';

/** The first of the candidates that passes its check; the check digits are found, not computed twice. */
function firstValid(candidates: Iterable<string>, isValid: (text: string) => boolean): string {
  for (const candidate of candidates) if (isValid(candidate)) return candidate;
  throw new Error('no valid check digit');
}

const DIGITS = [...'0123456789'];

/** A card number under a published test prefix, Luhn-valid, in one of the usual groupings. */
export function creditCard(random: Random): string {
  const amex = random.int(1, 6) === 1;
  const stem = fillPattern(amex ? TEST_AMEX : random.pick(TEST_CARDS), random);
  const digits = firstValid(
    DIGITS.map((digit) => stem + digit),
    isLuhn,
  );
  if (amex) return digits.replace(/(.{4})(.{6})(.{5})/, '$1 $2 $3');
  const join = random.pick([' ', ' ', '-', '']);
  return digits.match(/.{4}/g)!.join(join);
}

/** An IBAN with right check digits. Bank letters are invented. */
export function iban(locale: Locale, random: Random): string {
  const pattern =
    locale === 'uk'
      ? ['GB', 'TVBK##############']
      : random.pick([
          ['DE', '##################'],
          ['NL', 'FICT##########'],
          ['FR', '#######################'],
          ['IE', 'NORD##############'],
        ]);
  const [country, rest] = [pattern[0]!, fillPattern(pattern[1]!, random)];
  const checks = Array.from({ length: 97 }, (_, i) => String(i + 2).padStart(2, '0'));
  const compact = firstValid(
    checks.map((check) => country + check + rest),
    isIban,
  );
  return random.int(1, 3) === 1 ? compact : compact.match(/.{1,4}/g)!.join(' ');
}

/** An NHS number from the 999 series, which is kept for tests. */
export function nhsNumber(random: Random): string {
  for (;;) {
    const stem = fillPattern('999######', random);
    const digits = DIGITS.map((digit) => stem + digit).find(isNhsNumber);
    if (digits) return digits.replace(/(.{3})(.{3})(.{4})/, random.pick(['$1 $2 $3', '$1 $2 $3', '$1$2$3']));
  }
}

/** A US social security number in a form that could be issued. */
export function socialSecurityNumber(random: Random): string {
  const area = random.pick([random.int(1, 665), random.int(667, 899)]);
  const pad = (value: number, length: number) => String(value).padStart(length, '0');
  return `${pad(area, 3)}-${pad(random.int(1, 99), 2)}-${pad(random.int(1, 9999), 4)}`;
}

/** A US individual taxpayer number: 9xx with a middle group from 70 to 88. */
export function taxpayerNumber(random: Random): string {
  return `9${fillPattern('##', random)}-${random.int(70, 88)}-${fillPattern('####', random)}`;
}

/** A UK national insurance number in a form that could be issued. */
export function nationalInsuranceNumber(random: Random): string {
  const prefix = random.pick(['AB', 'CE', 'HJ', 'JK', 'LM', 'PR', 'SC', 'WX', 'YZ']);
  return `${prefix} ${fillPattern('## ## ##', random)} ${random.pick([...'ABCD'])}`;
}

/** An IPv4 address from the three documentation blocks (RFC 5737). */
export function ipAddress(random: Random): string {
  return `${random.pick(['192.0.2', '198.51.100', '203.0.113'])}.${random.int(2, 254)}`;
}

/** An IPv6 address from the documentation block (RFC 3849). */
export function ipv6Address(random: Random): string {
  const group = () => random.int(1, 0xffff).toString(16);
  return `2001:db8:${group()}:${group()}::${group()}`;
}

/** A MAC address from the documentation range (RFC 7042). */
export function macAddress(random: Random): string {
  return `00:00:5E:00:53:${random.int(0, 255).toString(16).toUpperCase().padStart(2, '0')}`;
}

/** A Bitcoin address for twenty drawn bytes: nobody holds its key. */
export function cryptoAddress(random: Random): string {
  return bitcoinAddress(Uint8Array.from({ length: 20 }, () => random.int(0, 255)));
}

/** A credential: an API key or a password, of no provider's live form. */
export function secret(random: Random): string {
  const letters = [...'abcdefghijkmnpqrstuvwxyz23456789'];
  const run = (length: number) => Array.from({ length }, () => random.pick(letters)).join('');
  return random.pick([`sk-demo-${run(28)}`, `api_test_${run(24)}`, `tok_demo_${run(20)}`]);
}

/** A licence plate in the current UK form, a US form or a German form. */
export function licensePlate(locale: Locale, random: Random): string {
  if (locale === 'uk')
    return fillPattern(`@@${random.pick(['19', '21', '68', '70', '72', '73'])} @@@`, random);
  if (locale === 'us') return fillPattern(random.pick(['#@@@###', '@@@-####', '@@@ ####']), random);
  return fillPattern(random.pick(['B-@@ ####', 'K-@@ ###', 'M-@@ ####']), random);
}

export const POLICY_PATTERNS = ['POL-#####-@@', 'HX#######', 'NG/######/##', 'P####-####-@', 'MTR-########'];
export const EMPLOYEE_PATTERNS = ['EMP-#####', 'EMP-#####', 'E######', '##-####-@'];
export const RECORD_PATTERNS = ['MRN-#######', 'MRN ########', 'H######@'];
