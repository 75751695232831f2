import type { Verdict } from '@rollcall/pipeline';
import { passageIdOf } from './grounder.ts';
import type { AnswerRow } from './grounding-rows.ts';

/** Whether what a verdict points to is there, in counts that add up over verdicts. */
export type Soundness = {
  /** Supported claims; a filler or a refusal claims nothing. */
  supportedClaims: number;
  /** Those with a citation that lies within its passage. */
  citedClaims: number;
  citations: number;
  /** Those that name a passage that was given, and a stretch within its text. */
  validCitations: number;
  /** Claims and unsupported parts, each a start and an end. */
  places: number;
  /** Those that lie within the answer, a part within its claim. */
  validPlaces: number;
};

type Place = { start: number; end: number };

const isWithin = ({ start, end }: Place, from: number, to: number): boolean =>
  start >= from && end > start && end <= to;

/** Checks every offset of one verdict. */
export const soundnessOf = (
  { answer, sources }: Pick<AnswerRow, 'answer' | 'sources'>,
  { claims }: Verdict,
): Soundness => {
  const lengths = new Map(sources.map(({ text }, index) => [passageIdOf(index), text.length]));
  const sums = noSoundness();
  for (const claim of claims) {
    const valid = claim.citations.filter((citation) =>
      isWithin(citation, 0, lengths.get(citation.passageId) ?? 0),
    );
    sums.citations += claim.citations.length;
    sums.validCitations += valid.length;
    if (claim.kind === 'claim' && claim.supported) {
      sums.supportedClaims += 1;
      if (valid.length > 0) sums.citedClaims += 1;
    }
    const parts = claim.unsupportedSpans.filter((span) => isWithin(span, claim.start, claim.end));
    sums.places += 1 + claim.unsupportedSpans.length;
    sums.validPlaces += (isWithin(claim, 0, answer.length) ? 1 : 0) + parts.length;
  }
  return sums;
};

export const noSoundness = (): Soundness => ({
  supportedClaims: 0,
  citedClaims: 0,
  citations: 0,
  validCitations: 0,
  places: 0,
  validPlaces: 0,
});

export const addSoundness = (one: Soundness, other: Soundness): Soundness => ({
  supportedClaims: one.supportedClaims + other.supportedClaims,
  citedClaims: one.citedClaims + other.citedClaims,
  citations: one.citations + other.citations,
  validCitations: one.validCitations + other.validCitations,
  places: one.places + other.places,
  validPlaces: one.validPlaces + other.validPlaces,
});
