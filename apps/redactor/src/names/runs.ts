import type { Token } from './tokens.ts';
import { commonWords, credentials, notPersonWords, particles } from './word-lists.ts';

/** Words that together could be a name: `from` to `to` (exclusive) in the list of tokens. */
export type Run = { from: number; to: number };

const longestName = 4;

/** A word that can be a part of a name: begins with a capital and is no everyday word. */
export const isNameWord = (token: Token): boolean =>
  (token.shape === 'capital' || token.shape === 'upper') &&
  token.text.length > 1 &&
  !commonWords.has(token.lower);

/** The text between a token and the next one. */
export const gapAfter = (text: string, tokens: readonly Token[], index: number): string => {
  const next = tokens[index + 1];
  return next === undefined
    ? '\n'
    : text.slice(tokens[index]!.end, Math.min(next.start, tokens[index]!.end + 4));
};

const joins = (gap: string, token: Token): boolean =>
  gap === ' ' || gap === '\u00a0' || (token.shape === 'initial' && (gap === '. ' || gap === '.'));

/**
 * The longest run of name words, initials and particles that begins at `from`: "Ana de la Cruz", "J. K.
 * Rowling". Undefined where no name word is there. Never crosses a line, a comma or the end of a sentence.
 */
export const runAt = (text: string, tokens: readonly Token[], from: number): Run | undefined => {
  const first = tokens[from];
  if (first === undefined) return undefined;
  const startsWithInitial = first.shape === 'initial' && text[first.end] === '.';
  if (!isNameWord(first) && !startsWithInitial) return undefined;
  let to = from + 1;
  let words = 1;
  let last = from;
  let names = isNameWord(first) ? 1 : 0;
  while (
    to < tokens.length &&
    words < longestName &&
    joins(gapAfter(text, tokens, to - 1), tokens[to - 1]!)
  ) {
    const token = tokens[to]!;
    const particle = particles.has(token.lower);
    if (!particle && !isNameWord(token) && token.shape !== 'initial') break;
    // "Anna Meier HR": a word in capitals does not go on a name that is not.
    if (
      isNameWord(token) &&
      (token.shape === 'upper') !== (first.shape === 'upper') &&
      first.shape !== 'initial'
    ) {
      if (!credentials.has(token.lower)) break;
    }
    to += 1;
    if (particle) continue;
    words += 1;
    if (isNameWord(token)) {
      names += 1;
      last = to - 1;
    }
  }
  return names === 0 ? undefined : { from, to: last + 1 };
};

/** The number of words in a run that are names: no initials, no particles. */
export const nameWords = (tokens: readonly Token[], { from, to }: Run): Token[] =>
  tokens.slice(from, to).filter((token) => isNameWord(token) && !particles.has(token.lower));

const companyForm = /^(?:,? (?:Inc|Ltd|LLC|LLP|GmbH|AG|Corp|Co|PLC|plc|S\.A)\b| & \p{Lu}| and Sons)/u;

/** True where the run names an organisation, a place or a thing. */
export const isThing = (text: string, tokens: readonly Token[], run: Run): boolean =>
  tokens.slice(run.from, run.to).some((token) => notPersonWords.has(token.lower)) ||
  isThingWord(tokens[run.to], gapAfter(text, tokens, run.to - 1)) ||
  companyForm.test(text.slice(tokens[run.to - 1]!.end, tokens[run.to - 1]!.end + 12));

/** "Martin Street": everyday words end a run, but these turn it into something else. */
const isThingWord = (next: Token | undefined, gap: string): boolean =>
  next !== undefined && gap === ' ' && next.shape === 'capital' && notPersonWords.has(next.lower);
