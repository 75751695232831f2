import type { Citation, Claim, Verdict } from '@rollcall/pipeline';
import {
  type AnswerReading,
  type Grounds,
  type ReadClaim,
  readAnswer,
  type VerifyInput,
} from './answer-reading.ts';
import type { Bearing } from './bearing.ts';
import type { Statement } from './claims.ts';
import type { Sources } from './sources.ts';
import { supportVersion } from './support-model.ts';
import { unsupportedParts } from './unsupported-parts.ts';

export type { VerifyInput } from './answer-reading.ts';

/** Names the method and its version; another version may score the same answer otherwise. */
export const verifier = supportVersion;

/** Least score of a supported claim, where the caller names none. */
export const defaultThreshold = 0.5;

/**
 * Checks each claim of an answer against the passages: the probability that they bear it out, by hard
 * evidence and a trained model. An answer is as good as its weakest claim. Every supported claim has a
 * citation, an unsupported one none, and every citation is a sentence of a passage. All offsets are UTF-16
 * units, end exclusive: claims and `unsupportedSpans` into the answer, citations into the passage's text.
 * The same input gives the same verdict, and no input takes long: claims over the limits of
 * `claim-limits.ts` are `unchecked` and not supported.
 */
export const verifyAnswer = (input: VerifyInput): Verdict => {
  const reading = readAnswer(input);
  return verdictOf(
    reading,
    reading.claims.map(({ score }) => score),
    input.threshold ?? defaultThreshold,
  );
};

/** The verdict by these scores, one for each of the reading's claims. */
export const verdictOf = (
  { grounds, statements, claims, unchecked }: AnswerReading,
  scores: readonly number[],
  threshold: number,
): Verdict => {
  const judged = new Map<Statement, Claim>();
  claims.forEach((claim, at) => {
    const verdict = judge(claim, { score: scores[at]!, threshold, grounds });
    for (const statement of claim.statements) judged.set(statement, placed(verdict, statement));
  });
  const all = statements.map(
    (statement) => judged.get(statement) ?? (unchecked.has(statement) ? notChecked : standing)(statement),
  );
  return {
    supported: all.length > 0 && all.every(({ supported }) => supported),
    score: all.reduce((least, { score }) => Math.min(least, score), all.length === 0 ? 0 : 1),
    claims: all,
    verifier,
    degraded: false,
    ...(unchecked.size === 0 ? {} : { unchecked: unchecked.size }),
  };
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

/** A claim that nobody has looked at is not supported. */
const notChecked = (statement: Statement): Claim => ({
  ...standing(statement),
  score: 0,
  supported: false,
  reasons: [{ code: 'unchecked' }],
  unsupportedSpans: [{ start: statement.start, end: statement.end }],
});

type Judging = { score: number; threshold: number; grounds: Grounds };

/** What is to be said of a claim, wherever it stands: `unsupportedSpans` are offsets into its own text. */
const judge = (claim: ReadClaim, { score, threshold, grounds }: Judging): Omit<Claim, keyof Place> => {
  const { statements, reading, findings } = claim;
  const [statement] = statements;
  const { bearing } = reading;
  const supported = bearing.picks.length > 0 && score >= threshold;
  const { spans, reasons } = supported
    ? { spans: [], reasons: [] }
    : unsupportedParts(reading, findings, statement.text.length);
  return {
    kind: 'claim',
    score,
    supported,
    citations: supported ? citationsOf(bearing, grounds.sources) : [],
    reasons: [...reasons, ...markReasons(statement, bearing, grounds)],
    unsupportedSpans: spans,
  };
};

type Place = Pick<Claim, 'text' | 'start' | 'end'>;

const placed = (claim: Omit<Claim, keyof Place>, { text, start, end }: Statement): Claim => ({
  text,
  start,
  end,
  ...claim,
  unsupportedSpans: claim.unsupportedSpans.map((span) => ({
    start: span.start + start,
    end: span.end + start,
  })),
});

/** One citation a picked sentence, best first, each inside its passage's text. */
const citationsOf = ({ picks }: Bearing, { passages, sentences }: Sources): Citation[] =>
  picks.map(({ sentence }) => {
    const { passage, start, end } = sentences[sentence]!;
    return { passageId: passages[passage]!.id, start, end };
  });

/** What is wrong with the citation marks themselves: no such source, or another source says it. */
const markReasons = (
  statement: Statement,
  { picks }: Bearing,
  { sources, numbered }: Grounds,
): Claim['reasons'] => {
  const bearing = new Set(picks.map(({ sentence }) => sources.sentences[sentence]!.passage));
  return statement.cites.flatMap((number) => {
    const passage = numbered[number - 1];
    if (passage === undefined) return [{ code: 'citation_unknown', number }];
    return bearing.has(passage) ? [] : [{ code: 'citation_not_bearing', number }];
  });
};
