import type { Claim } from '@rollcall/pipeline';
import type { Bearing, Need } from './bearing.ts';
import { negationsIn } from './negation.ts';
import type { Span } from './sentences.ts';
import type { Sources } from './sources.ts';
import type { Term, TermKind } from './terms.ts';

/** What the score is multiplied by for a fact of this kind that no source says at all, or not there. */
const factors: Record<Exclude<TermKind, 'word'>, { nowhere: number; elsewhere: number }> = {
  number: { nowhere: 0.5, elsewhere: 0.75 },
  date: { nowhere: 0.5, elsewhere: 0.75 },
  placeholder: { nowhere: 0.5, elsewhere: 0.8 },
  name: { nowhere: 0.7, elsewhere: 0.9 },
};

/** For a claim that negates what the sources affirm, or the reverse. */
const negationFactor = 0.7;

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
 */
export const hardFindings = ({ said, needs, bearing, sources }: HardInput): HardFindings => {
  const missing = new Set(bearing.missing.map(({ term }) => term.keys[0]));
  const groups = group(
    said,
    needs.map(({ term }) => term).filter((term) => missing.has(term.keys[0])),
  );
  const reasons: Reasons = [];
  let factor = 1;
  groups.forEach(({ kind, terms }, span) => {
    if (kind === 'word') return;
    const anywhere = terms.every(({ keys }) => keys.some((key) => sources.saying(key).length > 0));
    factor *= factors[kind][anywhere ? 'elsewhere' : 'nowhere'];
    reasons.push({ code: anywhere ? `${kind}_elsewhere_in_sources` : `${kind}_not_in_sources`, span });
  });
  if (negationDiffers(said, bearing, sources)) {
    factor *= negationFactor;
    reasons.push({ code: 'negation_differs' });
  }
  const words = groups.filter(({ kind }) => kind === 'word').length;
  if (words > 0) reasons.push({ code: 'words_not_in_sources', spans: words });
  return { factor: Math.max(factor, 0.2), reasons, spans: groups.map(({ span }) => span) };
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

const negationDiffers = (said: string, { picks }: Bearing, { passages, sentences }: Sources): boolean => {
  if (picks.length === 0) return false;
  const inClaim = negationsIn(said) > 0;
  const inSources = picks.map(({ sentence }) => {
    const { passage, start, end } = sentences[sentence]!;
    return negationsIn(passages[passage]!.text.slice(start, end)) > 0;
  });
  return inClaim ? !inSources.some(Boolean) : inSources[0] === true && picks[0]!.gain > 0.7;
};
