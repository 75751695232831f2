/** What any match of an expression holds: at least so many ASCII digits, in at most so many UTF-16 units. */
export type DigitNeed = { least: number; longest: number };

/**
 * Reads from the source of an expression how many digits each of its matches has at least, and how long a match is at
 * most. What is not understood counts as no digit of any length, so that the answer never promises too much.
 */
export const digitsOfPattern = ({ source, unicode }: RegExp): DigitNeed => {
  const reader = { source, at: 0, character: { least: 0, longest: unicode ? 2 : 1 }, longestGroup: 0 };
  const need = readChoices(reader);
  return reader.at === source.length ? need : unknown;
};

const unknown: DigitNeed = { least: 0, longest: Number.POSITIVE_INFINITY };
const nothing: DigitNeed = { least: 0, longest: 0 };
const digit: DigitNeed = { least: 1, longest: 1 };

type Reader = {
  source: string;
  at: number;
  /** Any character that is no digit: two units where it may be beyond the basic plane. */
  character: DigitNeed;
  /** Of the groups that a back-reference may mean. */
  longestGroup: number;
};

const readChoices = (reader: Reader): DigitNeed => {
  let { least, longest } = readSequence(reader);
  while (reader.source[reader.at] === '|') {
    reader.at += 1;
    const next = readSequence(reader);
    least = Math.min(least, next.least);
    longest = Math.max(longest, next.longest);
  }
  return { least, longest };
};

const readSequence = (reader: Reader): DigitNeed => {
  let least = 0;
  let longest = 0;
  for (let next = reader.source[reader.at]; next !== undefined; next = reader.source[reader.at]) {
    if (next === '|' || next === ')') break;
    const need = readRepeated(reader);
    least += need.least;
    longest += need.longest;
  }
  return { least, longest };
};

const quantifier = /(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/y;

const readRepeated = (reader: Reader): DigitNeed => {
  const { least, longest } = readAtom(reader);
  quantifier.lastIndex = reader.at;
  const match = quantifier.exec(reader.source);
  if (match === null) return { least, longest };
  reader.at = quantifier.lastIndex;
  const [, sign, from, comma, to] = match;
  const fewest = sign === undefined ? Number(from) : sign === '+' ? 1 : 0;
  const most = sign === undefined ? mostOf(fewest, comma, to) : sign === '?' ? 1 : Number.POSITIVE_INFINITY;
  return { least: least * fewest, longest: longest === 0 ? 0 : longest * most };
};

const mostOf = (fewest: number, comma: string | undefined, to: string | undefined): number => {
  if (comma === '') return fewest;
  return to === '' ? Number.POSITIVE_INFINITY : Number(to);
};

const groupStart = /\((?:\?(?:<[A-Za-z]\w*>|[:=!]|<[=!]))?/y;
const escaped = /\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[\dA-Fa-f]{4}|x[\dA-Fa-f]{2}|.)/sy;
const characters = /\[(?:[^\]\\]|\\.)*\]/sy;
const onlyDigits = /^\[(?:\\d|\d)(?:\\d|\d|(?<=\d)-(?=\d))*\]$/;

const readAtom = (reader: Reader): DigitNeed => {
  const first = reader.source[reader.at];
  if (first === '(') return readGroup(reader);
  if (first === '[') return onlyDigits.test(take(reader, characters)) ? digit : reader.character;
  if (first === '\\') return needOfEscape(take(reader, escaped), reader);
  reader.at += 1;
  if (first === '^' || first === '$') return nothing;
  return /\d/.test(first!) ? digit : reader.character;
};

const readGroup = (reader: Reader): DigitNeed => {
  const start = take(reader, groupStart);
  const inner = readChoices(reader);
  reader.at += 1;
  if (/[=!]$/.test(start)) return nothing;
  if (start === '(') reader.longestGroup = Math.max(reader.longestGroup, inner.longest);
  return inner;
};

const needOfEscape = (written: string, { character, longestGroup }: Reader): DigitNeed => {
  if (written === '\\d') return digit;
  if (/^\\[bB]$/.test(written)) return nothing;
  return /^\\\d/.test(written) ? { least: 0, longest: longestGroup } : character;
};

/** Reads what an expression finds at the reader's place; one character where it finds nothing. */
const take = (reader: Reader, expression: RegExp): string => {
  expression.lastIndex = reader.at;
  const found = expression.exec(reader.source)?.[0] ?? reader.source[reader.at]!;
  reader.at += found.length;
  return found;
};
