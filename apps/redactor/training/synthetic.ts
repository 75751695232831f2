import { readFileSync } from 'node:fs';
import type { Annotated, Span } from './annotated.ts';
import { fillings, templates } from './templates.ts';

type Random = () => number;
type Lists = { given: string[]; surnames: string[]; towns: string[] };

/** Texts of each template. */
const perTemplate = 24;

/**
 * Texts of our own, made of `templates.ts`, the lists of names and invented words. They teach the forms that letters,
 * records and logs have, and that a name may be any word.
 */
export const makeSynthetic = (random: Random): Annotated[] => {
  const lists = readLists();
  return templates.flatMap((template, index) =>
    Array.from({ length: perTemplate }, (_, copy) => ({
      set: 'synthetic',
      id: `synthetic-${index}-${copy}`,
      group: `synthetic-${index}`,
      ...fill(template, lists, random),
    })),
  );
};

const listOf = (file: string): string[] =>
  readFileSync(new URL(`lists/${file}`, import.meta.url), 'utf8')
    .split('\n')
    .filter((word) => word.length > 2);

const readLists = (): Lists => ({
  given: listOf('given.txt'),
  surnames: listOf('surnames.txt'),
  towns: listOf('towns.txt'),
});

const fill = (template: string, lists: Lists, random: Random): { text: string; spans: Span[] } => {
  const spans: Span[] = [];
  let text = '';
  let read = 0;
  for (const slot of template.matchAll(/\[(\w+)\]/g)) {
    text += template.slice(read, slot.index);
    read = slot.index + slot[0].length;
    const name = slot[1]!;
    const value = fillingOf(name, lists, random);
    const type = /^[A-Z]+(?=$|_)/.exec(name)?.[0];
    if (type !== undefined) spans.push({ type, start: text.length, end: text.length + value.length });
    text += value;
  }
  return { text: text + template.slice(read), spans };
};

const pick = <T>(list: readonly T[], random: Random): T => list[Math.floor(random() * list.length)]!;

const capitalised = (word: string): string =>
  word.replace(/(^|['’-])\p{L}/gu, (letter) => letter.toUpperCase());

const syllables =
  'ba be bri ca cor da del dra el en fa fi ga gor ha hel in jo ka kel la len lu ma mir na nor o pa ri ro sa sel ta tor u va vin wa wy xa yo za zen'.split(
    ' ',
  );
const endings = 'a an ar en er es i ic in is o on or ov sky son us y z'.split(' ');

/** A word that no list has. */
const invented = (random: Random): string => {
  const length = 1 + Math.floor(random() * 3);
  return capitalised(Array.from({ length }, () => pick(syllables, random)).join('') + pick(endings, random));
};

/** A given name as many of Korea and China are written: two syllables, the second one small. */
const syllabic = (random: Random): string =>
  `${capitalised(pick(syllables, random) + pick(['', 'n', 'ng', 'o'], random))}-${pick(syllables, random)}${pick(['', 'n', 'ng', 'm'], random)}`;

/** One word in six is invented: a name may be anything. */
const nameFrom = (list: readonly string[], random: Random): string =>
  random() < 1 / 6 ? invented(random) : capitalised(pick(list, random));

const digits = (count: number, random: Random): string =>
  Array.from({ length: count }, () => Math.floor(random() * 10)).join('');

const givenOf = ({ given }: Lists, random: Random): string =>
  random() < 0.06 ? syllabic(random) : nameFrom(given, random);

const surnameOf = ({ surnames }: Lists, random: Random): string =>
  `${random() < 0.04 ? pick(['El-', 'Al-', "O'", 'Mac'], random) : ''}${nameFrom(surnames, random)}`;

const personOf = (lists: Lists, random: Random): string => {
  const { given, surnames } = lists;
  const first = givenOf(lists, random);
  const last = surnameOf(lists, random);
  const kind = random();
  if (kind < 0.08) return `${first} ${capital(random)}. ${last}`;
  if (kind < 0.12) return `${first} ${last}-${nameFrom(surnames, random)}`;
  if (kind < 0.16) return `${first} ${pick(['de', 'van', 'von', 'del', 'bin', 'de la'], random)} ${last}`;
  if (kind < 0.2) return `${first}-${nameFrom(given, random)} ${last}`;
  if (kind < 0.25) return `${first} ${nameFrom(given, random)} ${last}`;
  return `${first} ${last}`;
};

const capital = (random: Random): string => pick([...'ABCDEFGHIJKLMNOPRSTVW'], random);

const streetOf = (lists: Lists, random: Random): string => {
  const name = nameFrom(random() < 0.5 ? lists.surnames : lists.towns, random);
  const number = digits(1 + Math.floor(random() * 3), random).replace(/^0/, '1');
  const kind = random();
  if (kind < 0.6) {
    return `${number} ${name} ${pick(['Street', 'Road', 'Avenue', 'Lane', 'Drive', 'Court', 'St', 'Rd', 'Ave', 'Square', 'Close'], random)}`;
  }
  if (kind < 0.75)
    return `${name}${pick(['straße', 'weg', 'gatan', 'laan', 'vej', 'platz'], random)} ${number}`;
  if (kind < 0.9)
    return `${pick(['Via', 'Rue de', 'Calle', 'Rua', 'ul.', 'Avenida'], random)} ${name} ${number}`;
  return `${number} ${name} ${invented(random)}`;
};

const addressOf = (lists: Lists, random: Random): string => {
  const town = nameFrom(lists.towns, random);
  const kind = random();
  const street = streetOf(lists, random);
  if (kind < 0.3) return `${street}, ${town}, ${capital(random)}${capital(random)} ${digits(5, random)}`;
  if (kind < 0.5) return `${street}\n${town} ${digits(5, random)}`;
  if (kind < 0.7) return `${street}, ${digits(5, random)} ${town}`;
  if (kind < 0.85)
    return `${street}\n Apt. ${digits(3, random)}\n ${town}\n ${pick(fillings.LOCATION_COUNTRY!, random)}`;
  return `${street}, ${town}`;
};

const organisationOf = (lists: Lists, random: Random): string => {
  const word = random() < 0.5 ? invented(random) : nameFrom(lists.surnames, random);
  const kind = random();
  if (kind < 0.25) return word;
  if (kind < 0.4)
    return `${word} ${pick(['Ltd', 'Inc', 'Inc.', 'LLC', 'GmbH', 'AG', 'PLC', 'Corp', 'S.A.', 'BV'], random)}`;
  if (kind < 0.6) {
    return `${word} ${pick(['Group', 'Systems', 'Labs', 'Foods', 'Bank', 'Insurance', 'Logistics', 'Partners', 'Media', 'Energy', 'Solutions', 'Airlines', 'Pharma', 'Motors', 'Records'], random)}`;
  }
  if (kind < 0.7) return `${word} ${pick(['and', '&'], random)} ${nameFrom(lists.surnames, random)}`;
  if (kind < 0.78)
    return `${nameFrom(lists.towns, random)} ${pick(['University', 'Hospital', 'City Council', 'High School', 'United', 'Police'], random)}`;
  if (kind < 0.84)
    return `${pick(['University of', 'Bank of', 'Museum of', 'Port of'], random)} ${nameFrom(lists.towns, random)}`;
  if (kind < 0.92) return capital(random) + capital(random) + capital(random);
  return `${word}${pick(['tech', 'soft', 'ly', 'data', 'cloud', 'io', 'Works', 'Net'], random)}`;
};

const makers: Readonly<Record<string, (lists: Lists, random: Random) => string>> = {
  PERSON: personOf,
  PERSON_GIVEN: givenOf,
  PERSON_SURNAME: surnameOf,
  PERSON_LIST: (lists, random) => `${surnameOf(lists, random)}, ${givenOf(lists, random)}`,
  PERSON_INITIAL: (lists, random) => `${capital(random)}. ${surnameOf(lists, random)}`,
  PERSON_UPPER: (lists, random) => personOf(lists, random).toUpperCase(),
  LOCATION_TOWN: ({ towns }, random) => nameFrom(towns, random),
  LOCATION_TOWN_UPPER: ({ towns }, random) => nameFrom(towns, random).toUpperCase(),
  LOCATION_STREET: streetOf,
  LOCATION_ADDRESS: addressOf,
  ORGANIZATION: organisationOf,
  number: (_, random) => digits(3 + Math.floor(random() * 6), random),
  digit: (_, random) => digits(1, random),
  year: (_, random) => `19${digits(2, random)}`,
  date: (_, random) => `2023-0${1 + Math.floor(random() * 9)}-1${digits(1, random)}`,
  time: (_, random) => `1${digits(1, random)}:${Math.floor(random() * 6)}${digits(1, random)}`,
  code: (_, random) => `${capital(random)}${capital(random)}-${digits(4, random)}`,
  email: ({ given }, random) => `${pick(given, random)}@example.com`,
};

const fillingOf = (slot: string, lists: Lists, random: Random): string =>
  makers[slot]?.(lists, random) ?? pick(fillings[slot]!, random);
