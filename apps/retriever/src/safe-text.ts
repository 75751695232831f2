/** Everything that ends up as `\p{Cc}` but line feed, carriage return and tab. NUL is among it. */
const controls = /[^\P{Cc}\n\r\t]/gu;

/** Half a surrogate pair; a whole one is one code point to a regular expression with the flag `u`. */
const halves = /\p{Surrogate}/gu;

/** How many UTF-16 units of a text had to be replaced: NUL, halves of surrogate pairs, other control characters. */
export type Replaced = { nul: number; surrogates: number; control: number };

export const nothingReplaced = (): Replaced => ({ nul: 0, surrogates: 0, control: 0 });

/**
 * Text that Postgres, jsonb and a terminal can hold: a control character becomes a space and half a
 * surrogate pair U+FFFD. Each UTF-16 unit is replaced by exactly one, so that offsets into the result
 * are offsets into what the caller sent.
 *
 * @param replaced what is replaced is added to these counts
 */
export const safeText = (text: string, replaced: Replaced = nothingReplaced()): string => {
  const whole = text.isWellFormed()
    ? text
    : text.replace(halves, () => {
        replaced.surrogates += 1;
        return '\ufffd';
      });
  return whole.replace(controls, (control) => {
    if (control === '\0') replaced.nul += 1;
    else replaced.control += 1;
    return ' ';
  });
};

/** True for a name (an id, a collection) that can be stored and shown as it is, without being changed. */
export const isSafeName = (name: string): boolean =>
  name.isWellFormed() && !/\p{Cc}/u.test(name) && name.trim() !== '';
