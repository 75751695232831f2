/** Everything that ends up as `\p{Cc}` but line feed, carriage return and tab. NUL is among it. */
const controls = /[^\P{Cc}\n\r\t]/gu;

/**
 * Text that Postgres, jsonb and a terminal can hold: a control character becomes a space and half a
 * surrogate pair U+FFFD. Each UTF-16 unit is replaced by exactly one, so that offsets into the result
 * are offsets into what the caller sent.
 */
export const safeText = (text: string): string => text.toWellFormed().replace(controls, ' ');

/** True for a name (an id, a collection) that can be stored and shown as it is, without being changed. */
export const isSafeName = (name: string): boolean =>
  name.isWellFormed() && !/\p{Cc}/u.test(name) && name.trim() !== '';
