import * as identifiers from './identifiers.ts';
import { concat, type MarkedText, plain, planted } from './marked-text.ts';
import { asciiName, type Name } from './names.ts';
import { address, type Locale, phone } from './places.ts';
import { fillPattern, type Random } from './random.ts';

/** How a person can be named in a text. The courtesy title is not part of the planted value. */
const FORMS: Record<string, (name: Name) => MarkedText> = {
  full: (n) => named(`${n.first} ${n.last}`),
  first: (n) => named(n.first),
  last: (n) => named(n.last),
  lastfirst: (n) => named(`${n.last}, ${n.first}`),
  upper: (n) => named(`${n.first} ${n.last}`.toUpperCase()),
  upperlast: (n) => named(`${n.last.toUpperCase()}, ${n.first}`),
  initial: (n) => named(`${n.first[0]}. ${n.last}`),
  mr: (n) => concat([plain(n.female ? 'Ms ' : 'Mr '), named(n.last)]),
  mrs: (n) => concat([plain(n.female ? 'Mrs ' : 'Mr '), named(n.last)]),
  mrfull: (n) => concat([plain(n.female ? 'Ms ' : 'Mr '), named(`${n.first} ${n.last}`)]),
  dr: (n) => concat([plain('Dr '), named(n.last)]),
  drfull: (n) => concat([plain('Dr '), named(`${n.first} ${n.last}`)]),
  slug: (n) => named(asciiName(`${n.first} ${n.last}`, '-')),
};

function named(text: string): MarkedText {
  return planted(text, 'PERSON');
}

/** The types of a person's other details, by the word that stands in a slot. */
const DETAILS: Record<
  string,
  { type: string; make: (name: Name, locale: Locale, random: Random) => string }
> = {
  email: { type: 'EMAIL_ADDRESS', make: (name, _, random) => privateMail(name, random) },
  phone: { type: 'PHONE_NUMBER', make: (_, locale, random) => phone(locale, random) },
  card: { type: 'CREDIT_CARD', make: (_, __, random) => identifiers.creditCard(random) },
  iban: { type: 'IBAN_CODE', make: (_, locale, random) => identifiers.iban(locale, random) },
  account: { type: 'US_BANK_NUMBER', make: (_, __, random) => fillPattern('#########', random) },
  ssn: { type: 'US_SSN', make: (_, __, random) => identifiers.socialSecurityNumber(random) },
  itin: { type: 'US_ITIN', make: (_, __, random) => identifiers.taxpayerNumber(random) },
  nino: { type: 'UK_NINO', make: (_, __, random) => identifiers.nationalInsuranceNumber(random) },
  nhs: { type: 'UK_NHS', make: (_, __, random) => identifiers.nhsNumber(random) },
  ip: { type: 'IP_ADDRESS', make: (_, __, random) => identifiers.ipAddress(random) },
  ipsix: { type: 'IP_ADDRESS', make: (_, __, random) => identifiers.ipv6Address(random) },
  mac: { type: 'MAC_ADDRESS', make: (_, __, random) => identifiers.macAddress(random) },
  btc: { type: 'CRYPTO', make: (_, __, random) => identifiers.cryptoAddress(random) },
  secret: { type: 'SECRET', make: (_, __, random) => identifiers.secret(random) },
  plate: { type: 'LICENSE_PLATE', make: (_, locale, random) => identifiers.licensePlate(locale, random) },
  emp: { type: 'EMPLOYEE_ID', make: (_, __, random) => pattern(identifiers.EMPLOYEE_PATTERNS, random) },
  policy: { type: 'POLICY_NUMBER', make: (_, __, random) => pattern(identifiers.POLICY_PATTERNS, random) },
  mrn: { type: 'MEDICAL_RECORD', make: (_, __, random) => pattern(identifiers.RECORD_PATTERNS, random) },
  url: { type: 'URL', make: (name, _, random) => profile(name, random) },
};

function pattern(patterns: readonly string[], random: Random): string {
  return fillPattern(random.pick(patterns), random);
}

function privateMail(name: Name, random: Random): string {
  const [first, last] = [asciiName(name.first, ''), asciiName(name.last, '')];
  const local = random.pick([
    `${first}.${last}`,
    `${first}.${last}`,
    `${first[0]}${last}`,
    `${last}.${first}`,
    `${first}_${last}${random.int(2, 99)}`,
    `${first}${random.int(61, 99)}`,
  ]);
  return `${local}@${random.pick(['example.com', 'example.org', 'example.net', 'mail.example.com', 'post.example.org'])}`;
}

function profile(name: Name, random: Random): string {
  const user = `${asciiName(name.first, '')[0]}${asciiName(name.last, '')}`;
  return random.pick([
    `https://my.example.com/u/${user}-${random.int(1000, 9999)}`,
    `https://portal.example.org/members/${user}`,
    `https://${user}.example.net/contact`,
  ]);
}

/** An address at work: the name and the company's own domain. */
export function workMail(name: Name, domain: string, random: Random): string {
  const [first, last] = [asciiName(name.first, ''), asciiName(name.last, '')];
  return `${random.pick([`${first}.${last}`, `${first[0]}.${last}`, `${first[0]}${last}`])}@${domain}`;
}

/**
 * A form of the name, or a detail, of one person. A figure at the end asks for another value of the same kind:
 * `phone2`. A word with a stroke follows the gender: `her/his`.
 */
export function describePerson(name: Name, what: string, locale: Locale, random: Random): MarkedText {
  const [female, male] = what.split('/');
  if (male !== undefined) return plain(name.female ? female! : male);
  const form = FORMS[what];
  if (form) return form(name);
  const kind = what.replace(/\d$/, '');
  if (kind === 'addr') return address(locale, random);
  const detail = DETAILS[kind];
  if (!detail) throw new Error(`unknown detail of a person: ${what}`);
  return planted(detail.make(name, locale, random), detail.type);
}
