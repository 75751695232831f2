import type { Citation, Claim, Verdict } from '@rollcall/pipeline';
import { type Bearing, findBearing, type Need, needsOf } from './bearing.ts';
import { blankMarks } from './citation-marks.ts';
import { type Statement, statementsOf } from './claims.ts';
import { hardFindings } from './hard-evidence.ts';
import { indexSources, type Passage, type Sources } from './sources.ts';
import { termsOf } from './terms.ts';

/** Names the method and its version; another version may score the same answer otherwise. */
export const verifier = 'lexical-1';

/** Least score of a supported claim, where the caller names none. */
export const defaultThreshold = 0.5;

export type VerifyInput = {
  /** What was asked: a short answer such as `42 euros` is only a claim together with it. */
  question?: string | undefined;
  answer: string;
  passages: readonly Passage[];
  /** Passage ids by citation number, `[1]` first; the passages in their order where left out. */
  sources?: readonly string[] | undefined;
  /** Least score of a supported claim, 0 to 1. */
  threshold?: number | undefined;
};

type Check = {
  sources: Sources;
  /** Passage index by citation number less one. */
  numbered: readonly (number | undefined)[];
  question: readonly Need[];
  threshold: number;
};

/**
 * Checks each claim of an answer against the passages, by the words that they share: how much of the
 * claim's weight the best sentences say, and whether its numbers, dates, names and negations are theirs.
 * An answer is as good as its weakest claim. Every supported claim has a citation, an unsupported one
 * none, and every citation is a sentence of a passage. All offsets are UTF-16 units, end exclusive: claims and `unsupportedSpans` into
 * the answer, citations into the passage's text. The same input gives the same verdict.
 */
export const verifyAnswer = (input: VerifyInput): Verdict => {
  const sources = indexSources(input.passages);
  const places = new Map(input.passages.map(({ id }, index) => [id, index]));
  const check: Check = {
    sources,
    numbered: (input.sources ?? [...places.keys()]).map((id) => places.get(id)),
    question: needsOf(termsOf(input.question ?? ''), sources),
    threshold: input.threshold ?? defaultThreshold,
  };
  const claims = statementsOf(input.answer).map((statement) => verdictOn(statement, check));
  return {
    supported: claims.length > 0 && claims.every(({ supported }) => supported),
    score: claims.length === 0 ? 0 : Math.min(...claims.map(({ score }) => score)),
    claims,
    verifier,
    degraded: false,
  };
};

/** A filler or a refusal claims nothing that a source could contradict: it stands without citations. */
const verdictOn = (statement: Statement, check: Check): Claim => {
  const { text, start, end, kind } = statement;
  const base = { text, start, end, kind };
  if (kind !== 'claim') {
    return { ...base, score: 1, supported: true, citations: [], reasons: [], unsupportedSpans: [] };
  }
  return { ...base, ...weighClaim(statement, check) };
};

type Weighed = Pick<Claim, 'score' | 'supported' | 'citations' | 'reasons' | 'unsupportedSpans'>;

const weighClaim = (statement: Statement, check: Check): Weighed => {
  const said = blankMarks(statement.text);
  const own = needsOf(termsOf(said), check.sources);
  // `Yes.` claims what was asked.
  const needs = own.length > 0 ? own : check.question;
  const bearing = bearingOf(statement, needs, check);
  const { factor, reasons, spans } = hardFindings({ said, needs: own, bearing, sources: check.sources });
  const score = round(scoreOf(needs, bearing, check) * factor);
  const supported = bearing.picks.length > 0 && score >= check.threshold;
  const found = supported ? [] : spans.length > 0 ? spans : [{ start: 0, end: statement.text.length }];
  return {
    score,
    supported,
    citations: supported ? citationsOf(bearing, check.sources) : [],
    reasons: [...(supported ? [] : reasons), ...markReasons(statement, bearing, check)],
    unsupportedSpans: found.map((span) => ({
      start: span.start + statement.start,
      end: span.end + statement.start,
    })),
  };
};

const round = (score: number): number => Math.round(Math.min(1, Math.max(0, score)) * 1e4) / 1e4;

/** The passages that a claim cites bear it first; where they say less, all passages are asked. */
const bearingOf = (statement: Statement, needs: readonly Need[], check: Check): Bearing => {
  const marked = statement.cites.map((number) => check.numbered[number - 1]).filter((at) => at !== undefined);
  const everywhere = findBearing(check.sources, needs);
  if (marked.length === 0) return everywhere;
  const cited = findBearing(check.sources, needs, new Set(marked));
  return cited.share >= everywhere.share * 0.95 ? cited : everywhere;
};

/** Claims of fewer terms than this are read together with the question. */
const fewTerms = 6;

/**
 * A short answer is always somewhere in the passages: what counts is whether it stands where the
 * question's words stand. The fewer terms the claim has of its own, the more the question counts.
 */
const scoreOf = (needs: readonly Need[], bearing: Bearing, check: Check): number => {
  const asked = new Set(check.question.map(({ term }) => term.keys[0]));
  const own = needs.filter(({ term }) => !asked.has(term.keys[0])).length;
  const share = 0.5 * Math.max(0, 1 - Math.max(0, own - 2) / (fewTerms - 2));
  if (share === 0 || check.question.length === 0) return bearing.share;
  const around = bearing.picks.length === 0 ? 0 : saidAround(bearing.picks[0]!.sentence, check);
  return bearing.share * (1 - share) + Math.min(bearing.share, around) * share;
};

/** Share of the question that a sentence and its neighbours say. */
const saidAround = (sentence: number, { sources, question }: Check): number => {
  const { passage } = sources.sentences[sentence]!;
  const near = [sentence - 1, sentence, sentence + 1]
    .map((index) => sources.sentences[index])
    .filter((found) => found?.passage === passage);
  let said = 0;
  let total = 0;
  for (const { term, weight } of question) {
    total += weight;
    if (term.keys.some((key) => near.some((found) => found!.keys.has(key)))) said += weight;
  }
  return total === 0 ? 0 : said / total;
};

/** One citation a picked sentence, best first, each inside its passage's text. */
const citationsOf = ({ picks }: Bearing, { passages, sentences }: Sources): Citation[] =>
  picks.map(({ sentence }) => {
    const { passage, start, end } = sentences[sentence]!;
    return { passageId: passages[passage]!.id, start, end };
  });

/** What is wrong with the citation marks themselves: no such source, or another source says it. */
const markReasons = (statement: Statement, { picks }: Bearing, check: Check): Claim['reasons'] => {
  const bearing = new Set(picks.map(({ sentence }) => check.sources.sentences[sentence]!.passage));
  return statement.cites.flatMap((number) => {
    const passage = check.numbered[number - 1];
    if (passage === undefined) return [{ code: 'citation_unknown', number }];
    return bearing.has(passage) ? [] : [{ code: 'citation_not_bearing', number }];
  });
};
