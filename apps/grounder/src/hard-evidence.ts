import type { Claim } from '@rollcall/pipeline';
import type { Bearing, Need } from './bearing.ts';
import { negationsIn } from './negation.ts';
import type { Span } from './sentences.ts';
import { type Sources, textOf } from './sources.ts';
import { type Term, type TermKind, termsOf } from './terms.ts';

type Fact = Exclude<TermKind, 'word'>;

/**
 * What the score is multiplied by for a fact that no source says, that only other sentences say, or that
 * differs from the sentence that the claim nearly copies. Chosen by hand, so that one changed number in a
 * copied sentence ends below the default threshold.
 */
const factors: Record<Fact, { nowhere: number; elsewhere: number; replaced: number }> = {
  number: { nowhere: 0.6, elsewhere: 0.75, replaced: 0.45 },
  date: { nowhere: 0.6, elsewhere: 0.75, replaced: 0.45 },
  placeholder: { nowhere: 0.6, elsewhere: 0.8, replaced: 0.45 },
  name: { nowhere: 0.7, elsewhere: 0.9, replaced: 0.5 },
};

/** Kinds that one fact may be replaced by. */
const alike: Record<Fact, readonly TermKind[]> = {
  number: ['number', 'date'],
  date: ['number', 'date'],
  placeholder: ['placeholder'],
  name: ['name', 'placeholder'],
};

/** For a claim that negates what the sources affirm, or the reverse. */
const negationFactors = { copied: 0.45, loose: 0.7 };

/** A claim of which one sentence says this share is nearly a copy of it. */
const nearCopy = 0.8;

/** However many findings, two scores can still be told apart. */
const leastFactor = 0.1;

type Reasons = Claim['reasons'];

export type HardFindings = {
  /** For the score: 1 where nothing speaks against the claim. */
  factor: number;
  /** `span` is an index into `spans`. */
  reasons: Reasons;
  /** What the sources do not say: offsets into the claim's text. */
  spans: Span[];
};

export type HardInput = {
  /** The claim's text without its citation marks. */
  said: string;
  needs: readonly Need[];
  bearing: Bearing;
  sources: Sources;
};

/**
 * The evidence against a claim that does not wash out in a share of words: a number, date, name or
 * placeholder that the bearing sentences do not have, and a negation that they do not have or have alone.
 * A claim that nearly copies one sentence must agree with that sentence in its facts: one that stands only
 * somewhere else in the sources was put in another's place.
 */
export const hardFindings = ({ said, needs, bearing, sources }: HardInput): HardFindings => {
  const first = bearing.picks[0];
  const copied = first !== undefined && first.gain >= nearCopy ? first.sentence : undefined;
  const groups = group(said, lackingIn({ needs, bearing, sources, copied }));
  const reasons: Reasons = [];
  let factor = 1;
  groups.forEach(({ kind, terms }, span) => {
    if (kind === 'word') return;
    const anywhere = terms.every(({ keys }) => keys.some((key) => sources.saying(key).length > 0));
    const replaced = copied !== undefined && holdsAnother(kind, textOf(sources, copied), needs);
    factor *= factors[kind][replaced ? 'replaced' : anywhere ? 'elsewhere' : 'nowhere'];
    reasons.push({ code: anywhere ? `${kind}_elsewhere_in_sources` : `${kind}_not_in_sources`, span });
  });
  if (negationDiffers({ said, needs, bearing, sources, copied })) {
    factor *= copied !== undefined ? negationFactors.copied : negationFactors.loose;
    reasons.push({ code: 'negation_differs' });
  }
  const words = groups.filter(({ kind }) => kind === 'word').length;
  if (words > 0) reasons.push({ code: 'words_not_supported', spans: words });
  return { factor: Math.max(factor, leastFactor), reasons, spans: groups.map(({ span }) => span) };
};

/** Terms that no bearing sentence says, and facts that the copied sentence does not say. */
const lackingIn = ({
  needs,
  bearing,
  sources,
  copied,
}: Omit<HardInput, 'said'> & { copied: number | undefined }): Term[] => {
  const missing = new Set(bearing.missing.map(({ term }) => term));
  const keys = copied === undefined ? undefined : sources.sentences[copied]!.keys;
  return needs
    .map(({ term }) => term)
    .filter((term) => {
      const differs = keys !== undefined && term.kind !== 'word' && !term.keys.some((key) => keys.has(key));
      return missing.has(term) || differs;
    });
};

/** True where the sentence has a fact of this kind in whose place the claim's may have been put. */
const holdsAnother = (kind: Fact, sentence: string, needs: readonly Need[]): boolean => {
  const said = new Set(needs.flatMap(({ term }) => term.keys));
  return termsOf(sentence).some(
    (term) => alike[kind].includes(term.kind) && !term.keys.some((key) => said.has(key)),
  );
};

type Group = { kind: TermKind; terms: Term[]; span: Span };

/** Missing terms of one kind that stand side by side are one finding: `Robert Boyle`, `5 March 2024`. */
const group = (text: string, terms: readonly Term[]): Group[] => {
  const groups: Group[] = [];
  for (const term of terms) {
    const last = groups.at(-1);
    const gap = last === undefined ? '' : text.slice(last.span.end, term.start);
    if (last !== undefined && last.kind === term.kind && /^[\s,'"’.-]{0,3}$/.test(gap)) {
      last.terms.push(term);
      last.span.end = term.end;
    } else {
      groups.push({ kind: term.kind, terms: [term], span: { start: term.start, end: term.end } });
    }
  }
  return groups;
};

/**
 * A claim that affirms is only held against a negation in a sentence of which it says most: a part of a
 * sentence, such as a short answer, has left the negated part out.
 */
const negationDiffers = ({
  said,
  needs,
  bearing,
  sources,
  copied,
}: HardInput & { copied: number | undefined }): boolean => {
  if (negationsIn(said) > 0) {
    const texts = bearing.picks.map(({ sentence }) => textOf(sources, sentence));
    return texts.length > 0 && texts.every((text) => negationsIn(text) === 0);
  }
  if (copied === undefined || negationsIn(textOf(sources, copied)) === 0) return false;
  const keys = new Set(needs.flatMap(({ term }) => term.keys));
  const terms = termsOf(textOf(sources, copied));
  return terms.filter((term) => term.keys.some((key) => keys.has(key))).length > terms.length / 2;
};
