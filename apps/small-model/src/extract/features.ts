import type { Candidate } from './candidates.ts';
import type { Coverage, Match } from './coverage.ts';
import { answering } from './entities.ts';
import type { Question } from './question.ts';
import { isCapital, likeness, stemOf, type Token } from './tokens.ts';
import { auxiliaries, determiners, isContent, isFunctionWord, prepositions } from './words.ts';

/** What the ranking knows of a candidate: name and value; most values are 0 or 1. */
export type Feature = readonly [name: string, value: number];

/**
 * The features of a candidate answer, after the logistic-regression baseline of Rajpurkar et al., "SQuAD:
 * 100,000+ Questions" (EMNLP 2016), section 5: matching words, context, length and form. Their parse trees
 * are replaced by the words that stand around the candidate.
 */
export const featuresOf = (candidate: Candidate, question: Question, coverage: Coverage): Feature[] => [
  ...ofPlace(candidate, coverage),
  ...ofSurroundings(candidate, question, coverage),
  ...ofForm(candidate, question),
  ...ofBorders(candidate, question),
];

/** How well the sentence and its source fit the question. */
const ofPlace = ({ sentence }: Candidate, coverage: Coverage): Feature[] => {
  const own = coverage.ofSentence.get(sentence) ?? 0;
  const ofSource = coverage.ofSource[sentence.source] ?? 0;
  return [
    ['sentence', own],
    ['sentence-behind-best', Math.max(...coverage.ofSentence.values()) - own],
    ['source-behind-best', Math.max(...coverage.ofSource) - ofSource],
  ];
};

/** How near the question's words stand, and whether the candidate repeats them. */
const ofSurroundings = (candidate: Candidate, question: Question, coverage: Coverage): Feature[] => {
  const { from, to, sentence } = candidate;
  const matches = coverage.matches.get(sentence) ?? [];
  const outside = matches.filter(({ at }) => at < from || at > to);
  const distance = ({ at }: Match): number => (at < from ? from - at : at - to);
  const best = (value: (match: Match) => number): number =>
    question.terms.reduce((sum, _, term) => {
      const values = outside.filter((match) => match.term === term).map((match) => value(match) * match.like);
      return sum + Math.max(0, ...values) * (coverage.weights[term] as number);
    }, 0) / coverage.total;
  const content = sentence.tokens.slice(from, to + 1).filter(isContent);
  const repeated = content.filter((token) => question.terms.some((term) => likeness(term, token.stem) > 0));
  const left = contentBefore(sentence.tokens, from);
  const right = contentAfter(sentence.tokens, to);
  return [
    ['around', best(() => 1)],
    ['near', best((match) => 1 / (1 + distance(match) / 3))],
    ['repeats', repeated.length / Math.max(1, content.length)],
    ['repeats-all', repeated.length === content.length ? 1 : 0],
    ['after-term', isTerm(left, question) ? 1 : 0],
    ['before-term', isTerm(right, question) ? 1 : 0],
    ['after-last-term', left !== undefined && likeness(left.stem, question.last ?? '') > 0 ? 1 : 0],
    ...ofFocus(candidate, question, [left, right]),
  ];
};

const ofFocus = (
  { sentence, from, to }: Candidate,
  { focus }: Question,
  [left, right]: (Token | undefined)[],
): Feature[] => {
  const head = focus.at(-1);
  if (head === undefined) return [];
  const is = (token: Token | undefined): number => (token && likeness(token.stem, head) > 0 ? 1 : 0);
  return [
    ['focus-inside', Math.max(0, ...sentence.tokens.slice(from, to + 1).map(is))],
    ['focus-ends', is(sentence.tokens[to])],
    ['focus-before', is(left)],
    ['focus-after', is(right)],
  ];
};

/** Whether it looks like what was asked for, and how long it is. */
const ofForm = ({ sentence, from, to, start, end, kind }: Candidate, question: Question): Feature[] => {
  const { type } = question;
  const tokens = sentence.tokens.slice(from, to + 1);
  const wanted = answering[type];
  const fitting = sentence.entities.filter((entity) => wanted?.includes(entity.kind));
  const inside = fitting.filter((entity) => entity.start >= start && entity.end <= end);
  const words = tokens.filter((token) => token.kind !== 'sign').length;
  const group = wanted === undefined ? type : 'value';
  const whole = inside.some((entity) => entity.start === start && entity.end === end);
  const cuts = sentence.entities.some(
    (entity) => entity.kind !== 'quoted' && cutsInto(entity, { start, end }),
  );
  return [
    [`whole:${type}`, whole ? 1 : 0],
    [`inside:${type}`, !whole && inside.length > 0 ? 1 : 0],
    ['misfit', wanted !== undefined && inside.length === 0 ? 1 : 0],
    ['cuts-entity', cuts ? 1 : 0],
    [`${kind}:${group}`, 1],
    [`long:${group}`, Math.log(words)],
    [`very-long:${group}`, Math.max(0, Math.log(words / 5))],
    [`one-word:${group}`, words === 1 ? 1 : 0],
    [`name:${type}`, tokens.every((token) => isCapital(token) || !isContent(token)) ? 1 : 0],
    [`digits:${type}`, tokens.some((token) => token.kind === 'number') ? 1 : 0],
    ...ofPlaceholder(words === 1 ? tokens[0] : undefined, fitting.length > 0 && whole, question),
    ['signs', tokens.some((token) => token.kind === 'sign') ? 1 : 0],
  ];
};

/** A masked value answers where its kind is asked for, or where the question names its type: "IBAN". */
const ofPlaceholder = (token: Token | undefined, fits: boolean, { terms }: Question): Feature[] => {
  if (token?.kind !== 'placeholder') return [];
  const names = token.text.toLowerCase().replace(/\d/g, '').split(/[<>_]/).filter(Boolean).map(stemOf);
  const named = names.filter((name) => terms.some((term) => likeness(term, name) > 0)).length / names.length;
  return [
    ['placeholder-named', named],
    [fits || named > 0 ? 'placeholder-fits' : 'placeholder-misfits', 1],
  ];
};

/** True where a border of the candidate falls inside the entity. */
const cutsInto = (entity: { start: number; end: number }, { start, end }: { start: number; end: number }) =>
  (entity.start < start && start < entity.end && end <= entity.end) ||
  (entity.start < end && end < entity.end && start >= entity.start);

/** What stands directly before and after: good candidates end where phrases end. */
const ofBorders = ({ sentence, from, to }: Candidate, { type }: Question): Feature[] => {
  const before = sentence.tokens[from - 1];
  const after = sentence.tokens[to + 1];
  const lead = leadOf(before?.text.toLowerCase() ?? '', sentence.tokens[from - 2]?.text.toLowerCase() ?? '');
  const features: Feature[] = [
    [`before:${borderOf(before)}`, 1],
    [`after:${borderOf(after)}`, 1],
    [`first:${beginningOf(sentence.tokens[from])}`, 1],
    ['last:verbal', /(?:ed|ing|ly)$/.test(sentence.tokens[to]?.text ?? '') ? 1 : 0],
  ];
  if (telling.has(lead)) features.push([`${lead}:${type}`, 1]);
  return features;
};

/** Words before an answer that tell its type. */
const telling = new Set([
  'by',
  'in',
  'to',
  'for',
  'because',
  'called',
  'as',
  'at',
  'of',
  'from',
  'with',
  'on',
]);

/** "because of", "due to" and "owing to" lead a reason as "because" does. */
const leadOf = (word: string, earlier: string): string =>
  ['because of', 'due to', 'owing to'].includes(`${earlier} ${word}`) ? 'because' : word;

const borderOf = (token: Token | undefined): string => {
  if (token === undefined) return 'edge';
  if (token.text === ':') return 'colon';
  if (token.kind === 'sign') return 'sign';
  const word = token.text.toLowerCase();
  if (determiners.has(word)) return 'determiner';
  if (auxiliaries.has(word)) return 'auxiliary';
  if (word === 'of') return 'of';
  if (prepositions.has(word)) return 'preposition';
  if (word === 'and' || word === 'or') return 'and';
  return isFunctionWord(token) ? 'function' : `${isCapital(token) ? 'capital' : token.kind}`;
};

const beginningOf = (token: Token | undefined): string => {
  const word = token?.text.toLowerCase() ?? '';
  if (determiners.has(word)) return 'determiner';
  if (word === 'to') return 'to';
  if (/ing$/.test(word)) return 'ing';
  if (/ed$/.test(word)) return 'ed';
  return token !== undefined && isFunctionWord(token) ? 'function' : 'other';
};

const contentBefore = (tokens: Token[], from: number): Token | undefined =>
  tokens.slice(Math.max(0, from - 4), from).findLast(isContent);

const contentAfter = (tokens: Token[], to: number): Token | undefined =>
  tokens.slice(to + 1, to + 5).find(isContent);

const isTerm = (token: Token | undefined, { terms }: Question): boolean =>
  token !== undefined && terms.some((term) => likeness(term, token.stem) > 0);
