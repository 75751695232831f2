/** What a UTF-16 unit is to the tagger. Halves of surrogate pairs are `symbol`. */
export const characterClass = {
  symbol: 0,
  small: 1,
  capital: 2,
  digit: 3,
  space: 4,
  newline: 5,
  /** Combining marks: they go on a word. */
  mark: 6,
  /** Letters of scripts without case. */
  caseless: 7,
} as const;

const units = 65536;

/** A half of a surrogate pair, which may be a letter. */
export const isHalf = (unit: number): boolean => unit >= 0xd800 && unit < 0xe000;

/** Apostrophes and hyphens: they hold the letters of one name together. */
export const joinsLetters = (unit: number): boolean => unit === 0x27 || unit === 0x2019 || unit === 0x2d;

const classes = new Uint8Array(units);
const lowers = new Uint16Array(units);

const classOf = (character: string): number => {
  if (/\p{Ll}/u.test(character)) return characterClass.small;
  if (/[\p{Lu}\p{Lt}]/u.test(character)) return characterClass.capital;
  if (/\p{L}/u.test(character)) return characterClass.caseless;
  if (/\p{Nd}/u.test(character)) return characterClass.digit;
  if (/[\n\r\u2028\u2029]/.test(character)) return characterClass.newline;
  if (/\s/.test(character)) return characterClass.space;
  return /\p{M}/u.test(character) ? characterClass.mark : characterClass.symbol;
};

for (let unit = 0; unit < units; unit += 1) {
  const character = String.fromCharCode(unit);
  const lower = character.toLowerCase();
  lowers[unit] = lower.length === 1 ? lower.charCodeAt(0) : unit;
  classes[unit] = isHalf(unit) ? characterClass.symbol : classOf(character);
}

/** The class of a UTF-16 unit. */
export const classAt = (unit: number): number => classes[unit]!;

/** The small letter of a UTF-16 unit that is one unit itself; else the unit. */
export const lowerOf = (unit: number): number => lowers[unit]!;
