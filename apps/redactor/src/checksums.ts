/** The digits of a text as numbers; everything else is skipped. */
export const digitsOf = (text: string): number[] => {
  const digits: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (digit >= 0 && digit <= 9) digits.push(digit);
  }
  return digits;
};

/** Luhn's check digit (ISO/IEC 7812-1), from the right. */
export const luhn = (digits: readonly number[]): boolean => {
  let sum = 0;
  for (let index = 1; index <= digits.length; index += 1) {
    const digit = digits[digits.length - index]!;
    const doubled = index % 2 === 1 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return digits.length > 1 && sum % 10 === 0;
};

/** The weighted sum of digits modulo `modulus`; missing weights count as 0. */
export const weighted = (digits: readonly number[], weights: readonly number[], modulus: number): number =>
  digits.reduce((total, digit, index) => total + digit * (weights[index] ?? 0), 0) % modulus;

/** ISO 7064 mod 97-10 over letters and digits, as IBANs use it: 1 for a valid one. */
export const mod97 = (characters: string): number => {
  let rest = 0;
  for (const character of characters.toUpperCase()) {
    const value = Number.parseInt(character, 36);
    rest = (value > 9 ? rest * 100 + value : rest * 10 + value) % 97;
  }
  return rest;
};

/** Verhoeff's check digit: the dihedral group D5 with the permutation of positions. */
export const verhoeff = (digits: readonly number[]): boolean => {
  const check = digits
    .toReversed()
    .reduce((state, digit, index) => multiply(state, permuted(index % 8, digit)), 0);
  return digits.length > 1 && check === 0;
};

/** Multiplication in D5: 0 to 4 are rotations, 5 to 9 reflections. */
const multiply = (a: number, b: number): number => {
  if (a < 5) return b < 5 ? (a + b) % 5 : 5 + ((a + b) % 5);
  return b < 5 ? 5 + ((a - b + 5) % 5) : (a - b + 5) % 5;
};

const permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

const permuted = (times: number, digit: number): number => {
  let value = digit;
  for (let step = 0; step < times; step += 1) value = permutation[value]!;
  return value;
};

/** True where all digits are the same, or each follows its neighbour: numbers that stand for "some number". */
export const isFiller = (digits: readonly number[]): boolean =>
  digits.every((digit) => digit === digits[0]) ||
  digits.every((digit, index) => index === 0 || digit === (digits[index - 1]! + 1) % 10);
