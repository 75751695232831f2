/** Which characters an instruction takes; the answers are kept, since texts use few of them. */
export type CharacterSet = { has(codePoint: number): boolean };

const unknown = 0;
const yes = 1;
const no = 2;

/**
 * The set that a class in JavaScript's `v` notation names; the engine of the platform knows Unicode's
 * properties and its case folding, and is only ever asked about one character. Throws a `SyntaxError` for
 * what is no class.
 */
export const characterSet = (source: string, ignoreCase: boolean): CharacterSet => {
  const one = new RegExp(`^(?:${source})$`, ignoreCase ? 'vi' : 'v');
  const ascii = new Uint8Array(128);
  const others = new Map<number, boolean>();
  const ask = (codePoint: number): boolean => one.test(String.fromCodePoint(codePoint));
  return {
    has: (codePoint) => {
      if (codePoint < 128) {
        if (ascii[codePoint] === unknown) ascii[codePoint] = ask(codePoint) ? yes : no;
        return ascii[codePoint] === yes;
      }
      const known = others.get(codePoint);
      if (known !== undefined) return known;
      const answer = ask(codePoint);
      others.set(codePoint, answer);
      return answer;
    },
  };
};
