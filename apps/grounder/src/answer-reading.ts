import { type Bearing, findBearing, type Need } from './bearing.ts';
import { blankMarks } from './citation-marks.ts';
import { claimsToVerify, mostStatements, type SameClaims } from './claim-limits.ts';
import { type ClaimReading, type Question, readClaim, readQuestion } from './claim-reading.ts';
import { type Statement, statementsOf } from './claims.ts';
import { type Finding, hardFindings } from './hard-evidence.ts';
import { roundedScore } from './rounded-score.ts';
import { indexSources, type Passage, type Sources } from './sources.ts';
import { supportOf } from './support-model.ts';

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

/** What claims are held against. */
export type Grounds = {
  sources: Sources;
  /** Passage index by citation number less one. */
  numbered: readonly (number | undefined)[];
  question: Question;
};

/** A claim, or several that say the same, beside its sources. */
export type ReadClaim = {
  statements: SameClaims;
  reading: ClaimReading;
  findings: readonly Finding[];
  /** The built-in verifier's probability that the sources bear it out. */
  score: number;
};

/** An answer as the built-in verifier sees it. */
export type AnswerReading = {
  grounds: Grounds;
  statements: readonly Statement[];
  claims: readonly ReadClaim[];
  /** Claims over the limits of `claim-limits.ts`. */
  unchecked: ReadonlySet<Statement>;
};

/** Splits an answer and holds its claims against the passages. The same input gives the same reading. */
export const readAnswer = ({ question, answer, passages, sources: numbers }: VerifyInput): AnswerReading => {
  const sources = indexSources(passages);
  const places = new Map(passages.map(({ id }, index) => [id, index]));
  const grounds: Grounds = {
    sources,
    numbered: (numbers ?? [...places.keys()]).map((id) => places.get(id)),
    question: readQuestion(question ?? '', sources),
  };
  const statements = statementsOf(answer, mostStatements);
  const { groups, unchecked } = claimsToVerify(statements, sources.sentences.length);
  const read = groups.map((same) => ({ statements: same, ...readStatement(same[0], grounds) }));
  const scores = supportOf(read.map((claim) => ({ ...claim, times: claim.statements.length })));
  const claims = read.map((claim, at) => ({
    ...claim,
    score: claim.reading.bearing.picks.length === 0 ? 0 : roundedScore(scores[at]!),
  }));
  return { grounds, statements, claims, unchecked };
};

const readStatement = (
  statement: Statement,
  grounds: Grounds,
): { reading: ClaimReading; findings: Finding[] } => {
  const said = blankMarks(statement.text);
  const question =
    statement.about === undefined ? grounds.question : readQuestion(statement.about, grounds.sources);
  const reading = readClaim(said, question, grounds.sources, (needs) => bearingOf(statement, needs, grounds));
  return { reading, findings: hardFindings(reading) };
};

/** The passages that a claim cites bear it first; where they say less, all passages are asked. */
const bearingOf = (statement: Statement, needs: readonly Need[], { sources, numbered }: Grounds): Bearing => {
  const marked = statement.cites.map((number) => numbered[number - 1]).filter((at) => at !== undefined);
  const everywhere = findBearing(sources, needs);
  if (marked.length === 0) return everywhere;
  const cited = findBearing(sources, needs, new Set(marked));
  return cited.share >= everywhere.share * 0.95 ? cited : everywhere;
};
