import type { AnswerType } from './question.ts';
import type { Span } from './sentences.ts';
import { isCapital, type Token } from './tokens.ts';
import { determiners, isFunctionWord } from './words.ts';

export type EntityKind =
  | 'person'
  | 'place'
  | 'name'
  | 'date'
  | 'time'
  | 'money'
  | 'percent'
  | 'measure'
  | 'count'
  | 'contact'
  | 'identifier'
  | 'quoted';

/** A stretch of a source that can be an answer by its form alone. */
export type Entity = Span & { kind: EntityKind };

/** The kinds that answer a question of a type; a type that is not here is answered by any form. */
export const answering: Partial<Record<AnswerType, readonly EntityKind[]>> = {
  person: ['person', 'name'],
  place: ['place', 'name'],
  date: ['date'],
  time: ['time'],
  count: ['count'],
  money: ['money'],
  percent: ['percent'],
  measure: ['measure', 'percent', 'money'],
  contact: ['contact'],
  identifier: ['identifier'],
};

const month =
  '(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\\.?';
const number = '(?:\\d+(?:[.,]\\d+)*)';
const numeral =
  '(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\\w+)?|hundreds?|dozens?)';
const scale = '(?:\\s(?:hundred|thousand|million|billion|trillion))?';
const unit =
  '(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|miles?|km²?|kilomet(?:er|re)s?|m²?|met(?:er|re)s?|cm|mm|feet|foot|ft|inch(?:es)?|yards?|acres?|ha|hectares?|square\\s\\w+|kg|kilograms?|g|grams?|tons?|tonnes?|lbs?|pounds?|lit(?:er|re)s?|°\\s?[CF]|degrees|[KMGT]B|[kM]?W|mph|km/h|bar|psi|pages?)';

/**
 * Forms of values, as they stand in English prose and in the fields of business documents. Repetitions are
 * bounded: a long run of one character must not cost its square.
 */
const forms: readonly [EntityKind, RegExp][] = [
  ['contact', /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}|https?:\/\/[^\s<>)]+|www\.[^\s<>)]+/g],
  [
    'contact',
    /(?<![\w-])(?:\+\d{1,3}[\s.-]?)?(?:\(\d{2,5}\)[\s.-]?)?\d{2,4}(?:[\s.-]\d{2,4}){2,4}(?![\w-])/g,
  ],
  ['identifier', /\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){2,7}(?:\s?[A-Z0-9]{1,3})?\b/g],
  [
    'identifier',
    /\b(?=[A-Z0-9/-]{0,40}\d)(?=[A-Z0-9/-]{0,40}[A-Z])[A-Z0-9]{1,40}(?:[-/][A-Z0-9]{1,40}){0,8}\b|\b\d{5,}\b/g,
  ],
  [
    'time',
    /\b\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\b\.?)?|\b\d{1,2}\s?[ap]\.?m\b\.?|\b(?:noon|midnight)\b/g,
  ],
  ['date', /\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b/g],
  [
    'date',
    new RegExp(
      `\\b(?:\\d{1,2}(?:st|nd|rd|th)?\\s)?${month}(?:\\s\\d{1,2}(?:st|nd|rd|th)?\\b(?!\\d))?(?:,?\\s\\d{4})?(?![\\p{L}\\p{N}])`,
      'gu',
    ),
  ],
  [
    'date',
    /\b(?:1\d|20)\d{2}s?(?:\s?[–-]\s?\d{2,4})?\b(?!\s?%)|\b\d{1,4}\s(?:BCE?|AD|CE)\b|\b(?:\d{1,2}(?:st|nd|rd|th)|\w+th)(?:\sand\s\w+th)?\s(?:century|centuries)\b|\b(?:between|from)\s\d{4}\s(?:and|to)\s\d{4}\b/g,
  ],
  [
    'money',
    new RegExp(
      `(?:[$€£¥]|\\b(?:USD|EUR|GBP|CHF|PLN)\\s)\\s?${number}${scale}|\\b${number}${scale}\\s?(?:€|(?:dollars|euros?|USD|EUR|GBP|CHF|PLN)\\b)`,
      'g',
    ),
  ],
  ['percent', new RegExp(`\\b${number}\\s?(?:%|percent\\b|per\\scent\\b)`, 'g')],
  ['measure', new RegExp(`(?:\\b${number}|\\b${numeral})${scale}[\\s-]${unit}(?![\\p{L}\\p{N}])`, 'gu')],
  ['count', new RegExp(`(?<![\\w$€£¥-])(?:${number}|${numeral})${scale}(?![\\w-])`, 'gi')],
  ['quoted', /"[^"]{2,80}"|“[^”]{2,80}”/g],
];

/** The values, names and placeholders of a sentence. `tokens` and the offsets are of the same text. */
export const entitiesOf = (text: string, sentence: Span, tokens: Token[]): Entity[] => {
  const piece = text.slice(sentence.start, sentence.end);
  const values = forms.flatMap(([kind, form]) =>
    [...piece.matchAll(form)].map((found) => {
      const start = sentence.start + found.index;
      return { kind, start, end: start + found[0].length };
    }),
  );
  const masked = tokens
    .filter((token) => token.kind === 'placeholder')
    .map((token) => ({ kind: kindOfPlaceholder(token.text), start: token.start, end: token.end }));
  return [...values, ...masked, ...namesOf(tokens)];
};

/** What a masked value is, by its type's name: `<IBAN_CODE_2>` is an identifier. */
const kindOfPlaceholder = (placeholder: string): EntityKind => {
  if (/^<(?:PERSON|NAME)/.test(placeholder)) return 'person';
  if (/^<(?:LOCATION|GPE|ADDRESS|CITY|STREET)/.test(placeholder)) return 'place';
  if (/^<(?:DATE|TIME)/.test(placeholder)) return 'date';
  if (/^<(?:EMAIL|PHONE|URL)/.test(placeholder)) return 'contact';
  if (/^<(?:ORG|NRP|COMPANY)/.test(placeholder)) return 'name';
  return 'identifier';
};

const joining = new Set([
  'of',
  'the',
  'de',
  'la',
  'le',
  'van',
  'von',
  'der',
  'den',
  'del',
  'di',
  'da',
  'du',
  '&',
  'and',
  "d'",
]);

/** Runs of capitalised words, joined by "of", "de" and the like. */
const namesOf = (tokens: Token[]): Entity[] => {
  const names: Entity[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    if (!isNamePart(tokens[at]) || (at === 0 && isFunctionWord(tokens[at] as Token))) continue;
    let last = at;
    for (let next = at + 1; next < tokens.length && next - last <= 2; next += 1) {
      const token = tokens[next] as Token;
      if (isNamePart(token)) {
        if (determiners.has(token.text.toLowerCase())) continue;
        last = next;
      } else if (!joining.has(token.text.toLowerCase())) break;
    }
    names.push({ kind: 'name', start: (tokens[at] as Token).start, end: (tokens[last] as Token).end });
    at = last;
  }
  return names;
};

const titles = new Set(['dear', 'mr', 'mrs', 'ms', 'dr', 'sir', 'madam']);

/** A title alone names nobody; before a masked name it is not part of it. */
const isNamePart = (token: Token | undefined): boolean =>
  token !== undefined && isCapital(token) && !titles.has(token.text.toLowerCase());
