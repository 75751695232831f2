import type { Finding } from '../recognizers/recognizer.ts';
import { type Cue, cues } from './cues.ts';
import { addressees, evidenceAround, isEveryday, ownsAddress } from './evidence.ts';
import { ambiguousNames, givenNames } from './given-names.ts';
import { gapAfter, isNameWord, isThing, nameWords, type Run, runAt } from './runs.ts';
import { surnames } from './surnames.ts';
import { type Token, tokenize } from './tokens.ts';
import { commonWords, notPersonWords, placePrefixes, places, titles } from './word-lists.ts';

type Sentence = {
  text: string;
  tokens: readonly Token[];
  /** Names that e-mail addresses spell. */
  spelled: ReadonlySet<string>;
  /** Words that the text also writes in small letters: those are no names. */
  small: ReadonlySet<string>;
};
type Judged = { run: Run; score: number; why: string };

/** The name under which findings of names are reported. */
export const recognizerName = 'PersonRecognizer';

/**
 * Names of people in a text: by titles, labels, greetings and closings, by known given names and surnames,
 * by what is said about them. Findings may overlap. Linear in the text.
 */
export const findPersons = (text: string): Finding[] => {
  const tokens = tokenize(text);
  const small = new Set(tokens.filter(({ shape }) => shape === 'lower').map(({ lower }) => lower));
  const sentence = { text, tokens, small, spelled: addressees(text) };
  const judged: Judged[] = [...byCue(sentence)];
  for (let index = 0; index < tokens.length; index += 1) {
    const found = byTitle(sentence, index) ?? lastFirst(sentence, index) ?? byWords(sentence, index);
    if (found === undefined) continue;
    judged.push(found);
    index = Math.max(index, found.run.to - 1);
  }
  return judged.map(({ run, score, why }) => ({
    entity: 'PERSON',
    start: tokens[run.from]!.start,
    end: tokens[run.to - 1]!.end,
    score,
    because: { recognizer: recognizerName, pattern: why, originalScore: score },
  }));
};

const isGiven = (token: Token | undefined): boolean =>
  token !== undefined && givenNames.has(token.lower.split('-')[0]!) && !ambiguousNames.has(token.lower);

const mayBeGiven = (token: Token | undefined): boolean =>
  token !== undefined && (isGiven(token) || ambiguousNames.has(token.lower));

const byCue = (sentence: Sentence): Judged[] => {
  const { text, tokens } = sentence;
  const at = new Map(tokens.map((token, index) => [token.start, index]));
  const found: Judged[] = [];
  for (const cue of cues) {
    for (const match of text.matchAll(cue.regex)) {
      const from = skipTitles(sentence, at.get(match.index + match[0].length));
      if (from === undefined) continue;
      const run = listRun(sentence, from) ?? runAt(text, tokens, from) ?? lowerRun(sentence, cue, from);
      if (run === undefined || isThing(text, tokens, run)) continue;
      const words = nameWords(tokens, run).length;
      const known = isGiven(tokens[run.from]) || tokens[run.from]!.shape === 'initial';
      if (words < cue.words && !known) continue;
      if (!known && (isGroup(tokens[run.to]) || tokens.slice(run.from, run.to).some(isEveryday))) continue;
      if (tokens.slice(run.from, run.to).some((token) => places.has(token.lower)) && !known) continue;
      found.push({ run, score: cue.score, why: cue.name });
    }
  }
  return found;
};

/** "Dear Acme team": the word before is no person. */
const isGroup = (next: Token | undefined): boolean =>
  next !== undefined &&
  /^(?:team|support|staff|department|members|customers|crew|colleagues)$/.test(next.lower);

/** Behind a cue, "Kovacs, Anna" where the line or the cell ends with it, whatever the names are. */
const listRun = ({ text, tokens }: Sentence, from: number): Run | undefined => {
  const [family, given] = [tokens[from], tokens[from + 1]];
  if (!family || !given || !isNameWord(family) || !isNameWord(given)) return undefined;
  if (
    gapAfter(text, tokens, from) !== ', ' ||
    !/^[ \t]{0,3}(?:$|[\n|,;(<])/.test(text.slice(given.end, given.end + 5))
  ) {
    return undefined;
  }
  return { from, to: from + 2 };
};

/** Behind a cue, a known given name in small letters and one word more, if that is no everyday word. */
const lowerRun = ({ text, tokens }: Sentence, cue: Cue, from: number): Run | undefined => {
  if (!cue.lower || !isGiven(tokens[from])) return undefined;
  const next = tokens[from + 1];
  const goesOn =
    next !== undefined &&
    gapAfter(text, tokens, from) === ' ' &&
    !commonWords.has(next.lower) &&
    next.text.length > 2;
  return { from, to: from + (goesOn ? 2 : 1) };
};

const isTitle = (token: Token | undefined): boolean =>
  token !== undefined && titles.has(token.lower) && token.shape !== 'initial';

const mostTitles = 3;

/** The token behind "Dr.", "Prof. Dr."; undefined where no name follows. */
const skipTitles = ({ text, tokens }: Sentence, from: number | undefined): number | undefined => {
  if (from === undefined) return undefined;
  for (let index = from; index <= from + mostTitles; index += 1) {
    if (!isTitle(tokens[index])) return index;
    const gap = gapAfter(text, tokens, index);
    if (gap !== ' ' && gap !== '. ' && gap !== '.') return undefined;
  }
  return undefined;
};

const byTitle = (sentence: Sentence, index: number): Judged | undefined => {
  const { text, tokens } = sentence;
  const title = tokens[index];
  if (!isTitle(title) || title?.shape === 'lower') return undefined;
  const from = skipTitles(sentence, index);
  const run = from === undefined ? undefined : runAt(text, tokens, from);
  if (run === undefined) return undefined;
  // "Prince Edward Island" is a place, "Dr. Hall" is not.
  if (nameWords(tokens, run).length > 1 && isThing(text, tokens, run) && !isGiven(tokens[run.from]))
    return undefined;
  if (title?.shape === 'upper' && tokens[run.from]?.shape === 'capital' && title.text.length > 2)
    return undefined;
  return { run, score: 0.85, why: 'Title' };
};

/** "Smith, John" where nothing else stands in the line, the cell or the item. */
const lastFirst = ({ text, tokens }: Sentence, index: number): Judged | undefined => {
  const family = tokens[index];
  const given = tokens[index + 1];
  if (family === undefined || given === undefined || gapAfter(text, tokens, index) !== ', ') return undefined;
  if (!isNameWord(family) || !isNameWord(given)) return undefined;
  if (!mayBeGiven(given) || notPersonWords.has(family.lower) || places.has(family.lower)) return undefined;
  if (mayBeGiven(family) && !surnames.has(family.lower)) return undefined;
  if (!/(?:^|[\n\t|;:("*>•-] ?)$/.test(text.slice(Math.max(0, family.start - 2), family.start)))
    return undefined;
  const to =
    tokens[index + 2]?.shape === 'initial' && gapAfter(text, tokens, index + 1) === ' '
      ? index + 3
      : index + 2;
  const end = tokens[to - 1]!.end;
  if (!/^\.?(?:$|\n|\t| ?[|;)<(]| {2}| \d| [-–—])/.test(text.slice(end, end + 3))) return undefined;
  return { run: { from: index, to }, score: 0.75, why: 'Last, First' };
};

/** Words that are surnames as often as things: "Anna Hall", but not "Victoria Hall". */
const surnameThings = new Set([
  'hall',
  'hill',
  'day',
  'west',
  'east',
  'north',
  'park',
  'field',
  'house',
  'price',
  'rivers',
  'moon',
]);

const byWords = (sentence: Sentence, index: number): Judged | undefined => {
  const { text, tokens } = sentence;
  const first = tokens[index]!;
  const previous = tokens[index - 1];
  if (previous && placePrefixes.has(previous.lower) && gapAfter(text, tokens, index - 1).length <= 2)
    return undefined;
  if (first.shape === 'initial') return byInitial(sentence, index);
  if (!isNameWord(first) || notPersonWords.has(first.lower)) return undefined;
  const run = runAt(text, tokens, index);
  if (run === undefined) return undefined;
  const words = nameWords(tokens, run);
  const second = words[1];
  if (isThing(text, tokens, run)) {
    const surname = words.length === 2 && surnameThings.has(second!.lower) && isGiven(first);
    return surname ? { run, score: 0.5, why: 'Given name' } : undefined;
  }
  const judged = judge(sentence, run, words);
  return judged && { run: judged.run ?? run, score: judged.score, why: judged.why };
};

const judge = (
  { text, tokens, spelled, small }: Sentence,
  run: Run,
  words: readonly Token[],
): { run?: Run; score: number; why: string } | undefined => {
  const [first, second] = words;
  if (first === undefined) return undefined;
  if (isGiven(first)) {
    if (words.length === 1) return { score: 0.5, why: 'Given name alone' };
    return { score: 0.85, why: 'Given name' };
  }
  if (second === undefined) return undefined;
  const last = words.at(-1)!;
  const place = words.some((word) => places.has(word.lower));
  if (ownsAddress(spelled, first, last)) return { score: 0.85, why: 'E-mail address' };
  if (surnames.has(last.lower) && !place) return { score: 0.7, why: 'Surname' };
  if (ambiguousNames.has(first.lower) && !place && first.shape === 'capital') {
    return { score: 0.5, why: 'Given name or word' };
  }
  if (place || first.shape === 'upper') return undefined;
  const surroundings = { text, words, previous: tokens[run.from - 1], next: tokens[run.to] };
  const evidence = words.some((word) => small.has(word.lower)) ? 0 : evidenceAround(surroundings);
  if (evidence > 0) return { score: evidence, why: 'Surroundings' };
  // "Speaker Anna Kovacs": the words in front of a given name are what the person is.
  const given = tokens.slice(run.from, run.to - 1).findIndex(isGiven);
  return given === -1
    ? undefined
    : { run: { from: run.from + given, to: run.to }, score: 0.75, why: 'Given name' };
};

/** Behind these an initial is a number of its own kind: "Vitamin C", "Appendix A". */
const numbered = new Set(
  'appendix section figure table vitamin class grade type group hepatitis exhibit schedule part plan option step article annex unit gate room building block'.split(
    ' ',
  ),
);

const byInitial = ({ text, tokens }: Sentence, index: number): Judged | undefined => {
  const previous = tokens[index - 1];
  if (previous && numbered.has(previous.lower)) return undefined;
  if (text[tokens[index]!.end] !== '.') return undefined;
  const run = runAt(text, tokens, index);
  if (run === undefined || isThing(text, tokens, run)) return undefined;
  return { run, score: 0.6, why: 'Initial and surname' };
};
