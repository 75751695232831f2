import { type Alignment, type Gap, sourceOfGap, type Weighed } from './alignment.ts';
import type { ClaimReading } from './claim-reading.ts';
import { answersAnother } from './home-sentence.ts';
import { areOpposite, saysAlike } from './likeness.ts';
import { isNegation } from './negation.ts';
import { missingQuotations } from './quotations.ts';
import { areRivals } from './relations.ts';
import { rolesSwapped } from './roles.ts';
import type { Word } from './terms.ts';

/** What speaks against a claim by itself, however many of its words the sources say. */
export type Finding = {
  code: string;
  /** The claim's words that it is about: indices, `to` exclusive. */
  from: number;
  to: number;
  /** True where the rule is hardly ever wrong: it flags the claim whatever the model says. */
  certain: boolean;
};

/** A claim with this share of its weight aligned is nearly a copy; below `loose` the words stand elsewhere. */
const copied = 0.75;
const loose = 0.5;

/** Words of both sides within which one stands for the other. */
const narrowGap = 4;

/** Above this a name is another form of one in the sources. */
const otherForm = 0.7;

/**
 * The hard evidence against a claim: a number, date, name or placeholder that the sources do not have where
 * they speak of it, a negation, an opposite or a rival word on one side only, a quotation that nobody said,
 * roles exchanged, the answer to another question. In the order of the text.
 */
export const hardFindings = (reading: ClaimReading): Finding[] => {
  const findings = [
    ...missingFacts(reading),
    ...turnedWords(reading),
    ...missingQuotations(reading),
    ...rolesSwapped(reading),
    ...answersAnother(reading),
  ];
  return findings.sort((a, b) => a.from - b.from || a.to - b.to);
};

const isFact = ({ kind }: Word): boolean => kind === 'number' || kind === 'date';
const isName = ({ kind }: Word): boolean => kind === 'name' || kind === 'placeholder';

const share = (word: Word, others: readonly Word[]): boolean =>
  others.some(({ keys }) => keys.some((key) => word.keys.includes(key)));

/** Facts and names that the sentences around the bearing ones do not have; neighbours are one finding. */
const missingFacts = (reading: ClaimReading): Finding[] => {
  const { words, aligned, nearWords, sources } = reading;
  const findings: (Finding & { kind: string })[] = [];
  words.forEach(({ word }, at) => {
    if (!word.content || word.kind === 'word' || aligned.partner[at]! >= 0) return;
    if (share(word, nearWords) && !standsForAnother(reading, word, at)) return;
    if (isName(word) && nearWords.some((other) => saysAlike(word, other) > otherForm)) return;
    const anywhere = word.keys.some((key) => sources.saying(key).length > 0);
    const certain = isCertain(reading, word, at, anywhere);
    const code = `${word.kind}_${anywhere ? 'elsewhere' : 'not'}_in_sources`;
    const last = findings.at(-1);
    if (last !== undefined && last.kind === word.kind && last.to === at) {
      last.to = at + 1;
      last.certain ||= certain;
      if (!anywhere) last.code = code;
    } else findings.push({ code, kind: word.kind, from: at, to: at + 1, certain });
  });
  return findings.map(({ code, from, to, certain }) => ({ code, from, to, certain }));
};

/** In what is nearly a copy, a fact or name between the same words as another one was put in its place. */
const standsForAnother = ({ aligned, bearingWords }: ClaimReading, word: Word, at: number): boolean => {
  const gap = aligned.share >= copied ? gapAt(aligned, at) : undefined;
  if (gap === undefined || !gap.held) return false;
  const rivals = sourceOfGap(gap, bearingWords).filter(({ content }) => content);
  return !share(word, rivals) && rivals.some((other) => (isFact(word) ? isFact(other) : isName(other)));
};

/** `two reasons` counts what the sources may only list. */
const isCount = ({ plain, keys }: Word): boolean => /^\p{L}+$/u.test(plain) && Number(keys[0].slice(1)) <= 12;

const isCertain = (
  { aligned, bearingWords }: ClaimReading,
  word: Word,
  at: number,
  anywhere: boolean,
): boolean => {
  if (aligned.share >= copied) return true;
  const gap = gapAt(aligned, at);
  const rivals = gap === undefined ? [] : sourceOfGap(gap, bearingWords);
  const replaced = rivals.some((other) => (isFact(word) ? isFact(other) : isName(other) && isName(word)));
  if (isFact(word)) return (!anywhere && !isCount(word)) || (replaced && gap!.held);
  return word.kind === 'placeholder' ? !anywhere : replaced && gap!.held && aligned.share >= loose;
};

const gapAt = ({ gaps }: Alignment, at: number): Gap | undefined =>
  gaps.find(({ from, to }) => from <= at && at < to);

/** Negations, opposites and rival words: what stands on one side only, between words that both sides have. */
const turnedWords = ({ words, aligned, bearingWords }: ClaimReading): Finding[] => {
  const findings: Finding[] = [];
  const negated = bearingWords.some(({ plain }) => isNegation(plain));
  for (const gap of aligned.gaps) {
    const theirs = sourceOfGap(gap, bearingWords);
    for (let at = gap.from; at < gap.to; at += 1) {
      const { word } = words[at]!;
      const one = { from: at, to: at + 1 };
      if (isNegation(word.plain)) {
        const putIn = aligned.share >= copied && gap.held && theirs.length === 0;
        if ((!negated || putIn) && !negatesNothing(words, at)) {
          findings.push({ code: 'negation_differs', ...one, certain: aligned.share >= loose });
        }
      } else if (theirs.some((other) => areOpposite(word, other))) {
        findings.push({ code: 'opposite_in_sources', ...one, certain: gap.held });
      } else if (gap.held && theirs.some(({ plain }) => areRivals(word.plain, plain))) {
        const narrow = gap.to - gap.from + gap.sourceTo - gap.sourceFrom <= narrowGap;
        findings.push({ code: 'relation_differs', ...one, certain: aligned.share >= loose && narrow });
      }
    }
    const dropped = droppedNegation(
      gap,
      words.map(({ word }) => word),
      bearingWords,
    );
    if (dropped !== undefined) {
      findings.push({
        code: 'negation_differs',
        ...dropped,
        certain: aligned.share >= copied && gap.from === gap.to,
      });
    }
  }
  return findings;
};

/** `No, ...` answers the question, and `not only` affirms. */
const negatesNothing = (words: readonly Weighed[], at: number): boolean =>
  /^(?:only|just|merely|really)$/.test(words[at + 1]?.word.plain ?? '') ||
  (at === 0 && words[at]!.word.plain === 'no');

/** The words around a place where the source negates and the claim, otherwise alike, does not. */
const droppedNegation = (
  gap: Gap,
  words: readonly Word[],
  source: readonly Word[],
): { from: number; to: number } | undefined => {
  if (!gap.held || gap.sourceTo - gap.sourceFrom > 2 + gap.to - gap.from) return undefined;
  const gone = source.slice(gap.sourceFrom, gap.sourceTo).findIndex(({ plain }) => isNegation(plain));
  if (gone < 0 || /^(?:only|just|merely)$/.test(source[gap.sourceFrom + gone + 1]?.plain ?? ''))
    return undefined;
  if (words.slice(gap.from, gap.to).some(({ plain }) => isNegation(plain))) return undefined;
  return { from: Math.max(0, gap.from - 1), to: Math.min(words.length, gap.to + 1) };
};
