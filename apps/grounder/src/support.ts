import type { Citation, Claim, Verdict } from '@rollcall/pipeline';
import { type Bearing, findBearing, type Need } from './bearing.ts';
import { blankMarks } from './citation-marks.ts';
import { type ClaimReading, type Question, readClaim, readQuestion } from './claim-reading.ts';
import { type Statement, statementsOf } from './claims.ts';
import { type Finding, hardFindings } from './hard-evidence.ts';
import { indexSources, type Passage, type Sources } from './sources.ts';
import { supportOf, supportVersion } from './support-model.ts';
import { unsupportedParts } from './unsupported-parts.ts';

/** Names the method and its version; another version may score the same answer otherwise. */
export const verifier = supportVersion;

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
  question: Question;
  threshold: number;
};

type Read = { statement: Statement; reading: ClaimReading; findings: Finding[] };

/**
 * Checks each claim of an answer against the passages: the probability that they bear it out, by hard
 * evidence and a trained model. An answer is as good as its weakest claim. Every supported claim has a
 * citation, an unsupported one none, and every citation is a sentence of a passage. All offsets are UTF-16
 * units, end exclusive: claims and `unsupportedSpans` into the answer, citations into the passage's text.
 * The same input gives the same verdict.
 */
export const verifyAnswer = (input: VerifyInput): Verdict => {
  const sources = indexSources(input.passages);
  const places = new Map(input.passages.map(({ id }, index) => [id, index]));
  const check: Check = {
    sources,
    numbered: (input.sources ?? [...places.keys()]).map((id) => places.get(id)),
    question: readQuestion(input.question ?? '', sources),
    threshold: input.threshold ?? defaultThreshold,
  };
  const statements = statementsOf(input.answer);
  const read = statements
    .filter(({ kind }) => kind === 'claim')
    .map((statement) => readStatement(statement, check));
  const scores = supportOf(read);
  const judged = new Map(read.map((one, at) => [one.statement, judge(one, scores[at]!, check)]));
  const claims = statements.map((statement) => judged.get(statement) ?? standing(statement));
  return {
    supported: claims.length > 0 && claims.every(({ supported }) => supported),
    score: claims.length === 0 ? 0 : Math.min(...claims.map(({ score }) => score)),
    claims,
    verifier,
    degraded: false,
  };
};

const readStatement = (statement: Statement, check: Check): Read => {
  const said = blankMarks(statement.text);
  const question =
    statement.about === undefined ? check.question : readQuestion(statement.about, check.sources);
  const reading = readClaim(said, question, check.sources, (needs) => bearingOf(statement, needs, check));
  return { statement, reading, findings: hardFindings(reading) };
};

/** A filler or a refusal claims nothing that a source could contradict: it stands without citations. */
const standing = ({ text, start, end, kind }: Statement): Claim => ({
  text,
  start,
  end,
  kind,
  score: 1,
  supported: true,
  citations: [],
  reasons: [],
  unsupportedSpans: [],
});

const judge = ({ statement, reading, findings }: Read, probability: number, check: Check): Claim => {
  const { text, start, end, kind } = statement;
  const { bearing } = reading;
  const score = bearing.picks.length === 0 ? 0 : round(probability);
  const supported = bearing.picks.length > 0 && score >= check.threshold;
  const { spans, reasons } = supported
    ? { spans: [], reasons: [] }
    : unsupportedParts(reading, findings, text.length);
  return {
    text,
    start,
    end,
    kind,
    score,
    supported,
    citations: supported ? citationsOf(bearing, check.sources) : [],
    reasons: [...reasons, ...markReasons(statement, bearing, check)],
    unsupportedSpans: spans.map((span) => ({ start: span.start + start, end: span.end + start })),
  };
};

const round = (score: number): number => Math.round(score * 1e4) / 1e4;

/** The passages that a claim cites bear it first; where they say less, all passages are asked. */
const bearingOf = (statement: Statement, needs: readonly Need[], check: Check): Bearing => {
  const marked = statement.cites.map((number) => check.numbered[number - 1]).filter((at) => at !== undefined);
  const everywhere = findBearing(check.sources, needs);
  if (marked.length === 0) return everywhere;
  const cited = findBearing(check.sources, needs, new Set(marked));
  return cited.share >= everywhere.share * 0.95 ? cited : everywhere;
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
