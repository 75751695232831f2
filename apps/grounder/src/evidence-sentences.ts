import { align } from './alignment.ts';
import { formAsked, type Wanted, wantedBy } from './asked-form.ts';
import type { ClaimReading } from './claim-reading.ts';
import { greatest, saysAny, shareSaid } from './coverage-features.ts';
import { around } from './home-sentence.ts';
import { bestAlike, rarityOf } from './likeness.ts';
import { isNegation } from './negation.ts';
import { gapFeatures, oppositeNear } from './order-features.ts';
import { areRivals } from './relations.ts';
import type { SourceSentence } from './sources.ts';
import type { Word } from './terms.ts';

/** Sentences that are looked at closely: those that say most of the question. */
const mostSentences = 6;

/**
 * Sentence by sentence: how much of the question it says and in which order, what it says in another word's
 * place, and whether something in it, near the question's words, may be the answer. Of each feature the
 * value in the sentence that says most, and the highest (`...Most`) in any.
 */
export const sentenceFeatures = (reading: ClaimReading): Record<string, number> => {
  const { needs, sources, words } = reading;
  const wanted = wantedBy(formAsked(words.map(({ word }) => word)));
  const looks = sources.sentences
    .map(({ keys }, at) => ({ at, share: shareSaid(needs, (need) => (saysAny(need, keys) ? 1 : 0)) }))
    .sort((a, b) => b.share - a.share || a.at - b.at)
    .slice(0, mostSentences)
    .map(({ at }) => lookAt(at, reading, wanted));
  const [first] = looks.toSorted((a, b) => b.soft - a.soft);
  return Object.fromEntries(
    (Object.keys(unseen) as (keyof Look)[]).flatMap((name) => [
      [`best_${name}`, (first ?? unseen)[name]],
      [`most_${name}`, greatest(looks.map((look) => look[name]))],
    ]),
  );
};

const unseen = {
  hard: 0,
  soft: 0,
  window: 0,
  lack: 0,
  lackRarest: 0,
  aligned: 0,
  unbroken: 0,
  density: 0,
  replacedNumber: 0,
  replacedName: 0,
  replacedWord: 0,
  opposite: 0,
  rival: 0,
  negation: 0,
  untitled: 0,
  fresh: 0,
  kind: 0,
  kindNear: 0,
  softKind: 0,
  softKindNear: 0,
};

type Look = typeof unseen;

const lookAt = (at: number, { words, needs, sources }: ClaimReading, wanted: Wanted): Look => {
  const sentence = sources.sentences[at]!;
  const sides = around(at, sources);
  const said = needs.map((need) => ({
    need,
    weight: need.weight,
    soft: saysAny(need, sentence.keys) ? 1 : bestAlike(need.term as Word, sentence.words),
  }));
  const softOf = new Map(said.map(({ need, soft }) => [need, soft]));
  const own = new Set(sentence.words.flatMap(({ keys }) => keys as readonly string[]));
  const asked = words.map(({ word }) => word);
  const aligned = align(words, sentence.words);
  const gaps = gapFeatures(words, sentence.words, aligned);
  const soft = shareSaid(needs, (need) => softOf.get(need)!);
  const { fresh, kind, kindNear } = candidatesIn(sentence, asked, wanted, needs.length);
  return {
    hard: shareSaid(needs, (need) => (saysAny(need, sentence.keys) ? 1 : 0)),
    soft,
    window: shareSaid(needs, (need) =>
      sides.some(({ keys }) => saysAny(need, keys)) ? 1 : softOf.get(need)!,
    ),
    lack: greatest(said.map((one) => one.weight * (1 - one.soft))),
    lackRarest: greatest(said.map((one) => rarityOf(one.need.term as Word) * (1 - one.soft))),
    aligned: aligned.share,
    unbroken: aligned.unbroken,
    density: aligned.density,
    replacedNumber: gaps.number,
    replacedName: gaps.name,
    replacedWord: gaps.word,
    opposite: oppositeNear(words, sentence.words, aligned),
    rival: asked.some((word) => !own.has(word.keys[0]) && rivalIn(word, sentence)) ? 1 : 0,
    negation: (negated(sentence.words) ? 1 : 0) - (negated(asked) ? 1 : 0),
    untitled: shareSaid(needs, (need) => (saysAny(need, own) ? 1 : 0)),
    fresh,
    kind,
    kindNear,
    softKind: soft * kind,
    softKindNear: soft * kindNear,
  };
};

const negated = (list: readonly Word[]): boolean => list.some(({ plain }) => isNegation(plain));

const rivalIn = (word: Word, { words }: SourceSentence): boolean =>
  words.some(({ plain }) => areRivals(word.plain, plain));

/** What a sentence says besides the question, whether any of it is what is asked for, and how near it stands. */
const candidatesIn = (
  { words }: SourceSentence,
  asked: readonly Word[],
  { kinds, words: forms }: Wanted,
  needed: number,
): Pick<Look, 'fresh' | 'kind' | 'kindNear'> => {
  const keys = new Set(asked.flatMap((word) => word.keys as readonly string[]));
  const isAsked = (word: Word): boolean => word.keys.some((key) => keys.has(key));
  const fits = (word: Word): boolean =>
    !isAsked(word) && (kinds.includes(word.kind) || forms.has(word.plain));
  const content = words.filter((word) => word.content);
  const marks = words.flatMap((word, at) => (word.content && keys.has(word.keys[0]) ? [at] : []));
  const candidates = words.flatMap((word, at) => (fits(word) ? [at] : []));
  const nearness = (place: number): number =>
    marks.reduce((sum, mark) => sum + 1 / (1 + Math.abs(mark - place) / 4), 0) / Math.max(1, needed);
  return {
    fresh: content.length === 0 ? 0 : content.filter((word) => !isAsked(word)).length / content.length,
    kind: kinds.length + forms.size === 0 ? 0.5 : candidates.length > 0 ? 1 : 0,
    kindNear: greatest(candidates.map(nearness)),
  };
};
