import type { AnnotatedText, TypedSpan } from './annotated-texts.ts';
import { Covered, type TextRange } from './covered.ts';

/** What was found of a type in one text, beside what is marked; all are counts that add up over texts. */
export type TypeCounts = {
  expected: number;
  found: number;
  /** Found with the very same type, start and end. */
  exact: number;
  /** Marked spans of which at least half the characters lie in findings of the same type. */
  reached: number;
  /** Findings of which at least half the characters lie in marked spans of the same type. */
  right: number;
  /** Marked spans that lie in findings of any type as a whole: nothing of them would stay visible. */
  masked: number;
} & TokenCounts;

export type TokenCounts = { tokensExpected: number; tokensFound: number; tokensBoth: number };

export type Comparison = {
  group: string;
  types: Map<string, TypeCounts>;
  /** Tokens in spans of any type: what counts is that a token was found, not as what. */
  anyType: TokenCounts;
  charactersExpected: number;
  /** Those that lie in no finding of any type, so that masking would let them through. */
  charactersLeaked: number;
  /** No span is marked. */
  isClean: boolean;
  /** It is clean, and something of a counted type was found. */
  isFlagged: boolean;
};

/**
 * Compares what was found in one text with what is marked. Only types of `counted` are compared; what leaks is
 * asked of every finding, since each would be masked. Types are in one naming on both sides already.
 *
 * Three ways of counting: *exact*, *overlap* (half of the characters, see `TypeCounts`; a name that is found in two
 * pieces is found), and *tokens*: maximal runs of letters, marks and digits, which have a type where they touch a
 * span of it. With tokens of any type and beta = 2 that is the measure of presidio-research's evaluator (`pii_f`,
 * which leaves punctuation out too), whose tokens are spaCy's.
 */
export const compare = (
  { text, spans, group }: Pick<AnnotatedText, 'text' | 'spans' | 'group'>,
  found: readonly TypedSpan[],
  counted: ReadonlySet<string>,
): Comparison => {
  const expected = spans.filter(({ type }) => counted.has(type));
  const ours = distinct(found).filter(({ type }) => counted.has(type));
  const tokens = tokensOf(text);
  const everywhere = new Covered(text.length, found);
  const types = new Map<string, TypeCounts>();
  for (const type of new Set([...expected, ...ours].map((span) => span.type))) {
    const ofType = (list: readonly TypedSpan[]) => list.filter((span) => span.type === type);
    const marks = ofType(expected);
    types.set(type, {
      ...compareType(text.length, tokens, marks, ofType(ours)),
      masked: marks.filter((span) => everywhere.count(span) === span.end - span.start).length,
    });
  }
  const marked = new Covered(text.length, expected);
  const { all, shared } = marked.sharedWith(everywhere);
  return {
    group,
    types,
    anyType: countTokens(tokens, marked, new Covered(text.length, ours)),
    charactersExpected: all,
    charactersLeaked: all - shared,
    isClean: spans.length === 0,
    isFlagged: spans.length === 0 && ours.length > 0,
  };
};

const compareType = (
  length: number,
  tokens: readonly TextRange[],
  expected: readonly TypedSpan[],
  found: readonly TypedSpan[],
): Omit<TypeCounts, 'masked'> => {
  const marked = new Covered(length, expected);
  const reached = new Covered(length, found);
  const places = new Set(expected.map(placeOf));
  return {
    expected: expected.length,
    found: found.length,
    exact: found.filter((span) => places.has(placeOf(span))).length,
    reached: expected.filter((span) => reached.holds(span)).length,
    right: found.filter((span) => marked.holds(span)).length,
    ...countTokens(tokens, marked, reached),
  };
};

const countTokens = (tokens: readonly TextRange[], marked: Covered, found: Covered): TokenCounts => {
  const counts = { tokensExpected: 0, tokensFound: 0, tokensBoth: 0 };
  for (const token of tokens) {
    const isMarked = marked.count(token) > 0;
    const isFound = found.count(token) > 0;
    if (isMarked) counts.tokensExpected += 1;
    if (isFound) counts.tokensFound += 1;
    if (isMarked && isFound) counts.tokensBoth += 1;
  }
  return counts;
};

const tokensOf = (text: string): TextRange[] =>
  Array.from(text.matchAll(/[\p{L}\p{M}\p{N}]+/gu), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));

const placeOf = ({ start, end, type }: TypedSpan): string => `${start} ${end} ${type}`;

/** Several recognizers of a service may report the same. */
const distinct = (found: readonly TypedSpan[]): TypedSpan[] => [
  ...new Map(found.map((span) => [placeOf(span), span])).values(),
];
