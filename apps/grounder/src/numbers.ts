const units =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen';
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety';

/** Number words and their values. */
const words = new Map<string, number>([
  ...units.split(' ').map((word, value) => [word, value] as const),
  ...tens.split(' ').map((word, index) => [word, (index + 2) * 10] as const),
]);

const magnitudes = new Map<string, number>([
  ['hundred', 1e2],
  ['thousand', 1e3],
  ['million', 1e6],
  ['mn', 1e6],
  ['mln', 1e6],
  ['mil', 1e6],
  ['billion', 1e9],
  ['bn', 1e9],
  ['bln', 1e9],
  ['trillion', 1e12],
]);

/** Letters that multiply where they are written to the number: `5M`, `20k`. */
const suffixes = new Map([...magnitudes, ['k', 1e3], ['m', 1e6], ['b', 1e9]]);

const months = 'january february march april may june july august september october november december'.split(
  ' ',
);

/** The value of a number word, undefined for any other word. */
export const valueOfWord = (word: string): number | undefined => words.get(word);

/** What `million` and its like multiply by, undefined for any other word. */
export const magnitudeOf = (word: string): number | undefined => magnitudes.get(word);

/** What a suffix written to a number may multiply it by (`5M`, but also five metres), undefined for any other. */
export const suffixOf = (word: string): number | undefined => suffixes.get(word);

/** 1 to 12 for an English month's name in lower case, whole or of three letters (`sept` too). */
export const monthOf = (word: string): number | undefined => {
  if (word.length < 3) return undefined;
  const index = months.findIndex((month) => month === word || month.slice(0, 3) === word);
  return index >= 0 ? index + 1 : word === 'sept' ? 9 : undefined;
};

/** The key under which a number is compared; 14 digits, so that 3.5 times a million is 3,500,000. */
export const keyOfValue = (value: number): string => `#${Number(value.toPrecision(14))}`;

/** The key under which a month is compared, 1 to 12. */
export const keyOfMonth = (month: number): string => `month:${month}`;

/** More digits than a double holds: an account or a card, compared digit by digit. */
const longestValue = 14;

/** The keys of a number as written, one for each value that it may have. */
export const keysOfNumber = (written: string): [string, ...string[]] => {
  const plain = written.normalize('NFKC').replace(/\D/g, '');
  if (plain.length > longestValue) return [`#${plain}`];
  const [first, ...rest] = valuesOf(written);
  return [keyOfValue(first), ...rest.map(keyOfValue)];
};

/**
 * The values that a written number may have. `1,234` and `1 234.50` have one; `1.234` is 1.234 in English
 * and 1234 in German, so it has both: a reader of the other convention must not be called a liar.
 */
const valuesOf = (written: string): [number, ...number[]] => {
  const digits = written.normalize('NFKC').replace(/[^\d.,]/g, '');
  const separators = digits.replace(/\d/g, '');
  const last = digits.slice(Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(',')) + 1);
  const whole = Number(digits.replace(/[.,]/g, ''));
  if (separators === '') return [whole];
  const fraction = whole / 10 ** last.length;
  const groups = digits.split(/[.,]/);
  const grouped = groups[0]!.length <= 3 && groups.slice(1).every((group) => group.length === 3);
  if (/^,+$/.test(separators) && grouped) return [whole];
  if (separators.length === 1) return grouped ? [fraction, whole] : [fraction];
  const mixed = separators
    .slice(0, -1)
    .split('')
    .every((mark) => mark !== separators.at(-1));
  return mixed ? [fraction] : grouped ? [whole] : [fraction, whole];
};
