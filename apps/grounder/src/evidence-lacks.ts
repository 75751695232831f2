import type { Weighed } from './alignment.ts';
import { askedForms, focusOf, formAsked } from './asked-form.ts';
import type { Need } from './bearing.ts';
import type { ClaimReading } from './claim-reading.ts';
import { greatest, saidAnywhere, saysAny, shareSaid } from './coverage-features.ts';
import { bestAlike, rarityOf } from './likeness.ts';
import { isNegation } from './negation.ts';
import type { Word } from './terms.ts';

const pronouns = new Set('it they them this that those these he she its their'.split(' '));

/** Words that single one thing out: a source that lacks them speaks of another one. */
const singling = new Set(
  `only first last most least largest biggest smallest best worst highest lowest main primary earliest latest
  oldest newest longest shortest other`.split(/\s+/),
);

const singlesOut = ({ word: { plain } }: Weighed): boolean =>
  singling.has(plain) || /[a-z]{3}est$/.test(plain);

/** How English rarity weighs: commonplace words hardly count. */
const steepness = 3;

/** What is asked for, and which sort of its words the best sentences and their neighbours do not say. */
export const lackFeatures = (reading: ClaimReading): Record<string, number> => {
  const { words, needs, sources, near, nearWords } = reading;
  const nearSentences = near.map((at) => sources.sentences[at]!);
  const besides = (need: Need): boolean => nearSentences.some(({ keys }) => saysAny(need, keys));
  const anywhere = (need: Need): boolean => saidAnywhere(need, sources);
  const lacking = needs.filter((need) => !besides(need));
  const unlike = new Map(lacking.map((need) => [need, 1 - bestAlike(need.term as Word, nearWords)]));
  const softly = (need: Need): number => 1 - (unlike.get(need) ?? 0);
  const total = needs.reduce((sum, { weight }) => sum + weight, 0) || 1;
  const lack = (which: (need: Need) => boolean): number =>
    lacking.filter(which).reduce((sum, need) => sum + need.weight * unlike.get(need)!, 0) / total;
  const lackExactly = (which: (need: Need) => boolean): number =>
    lacking.filter(which).reduce((sum, { weight }) => sum + weight, 0) / total;
  const ends = (form: RegExp) => (need: Need) => form.test((need.term as Word).plain);
  const rarity = ({ term }: Need): number => rarityOf(term as Word);
  const named = (need: Need): boolean => rarity(need) === 1 || need.term.kind === 'name';
  const byRarity = (said: (need: Need) => boolean): number =>
    shareSaid(
      needs.map((need) => ({ ...need, weight: rarity(need) ** steepness })),
      (need) => (said(need) ? 1 : 0),
    );
  const said = new Set(nearWords.map(({ plain }) => plain));
  const last = words.filter(({ word }) => word.content).at(-1)?.word;
  return {
    ...formFeatures(reading, { besides, softly }),
    lackElsewhere: lack(anywhere),
    lackNowhere: lack((need) => !anywhere(need)),
    lackNowhereExactly: lackExactly((need) => !anywhere(need)),
    lackVerb: lack(ends(/(?:ed|ing)$/)),
    lackPlural: lack(ends(/[^s]s$/)),
    lackTurned: lackExactly(ends(/^(?:un|in|im|non|dis|anti|ir)\p{L}{4,}/u)),
    lackAdverb: lackExactly(ends(/ly$/)),
    lackNamed: lack(named),
    lackCommon: lack((need) => rarity(need) < 0.6),
    lackRare: lack((need) => rarity(need) >= 0.6 && !named(need)),
    lackLast: last !== undefined && lacking.some(({ term }) => term.keys[0] === last.keys[0]) ? 1 : 0,
    lackNumber: lackExactly(({ term }) => term.kind === 'number' || term.kind === 'date'),
    singledUnsaid: words.some((one) => singlesOut(one) && !said.has(one.word.plain)) ? 1 : 0,
    singledSaid: words.some((one) => singlesOut(one) && said.has(one.word.plain)) ? 1 : 0,
    negated: words.some(({ word }) => isNegation(word.plain)) ? 1 : 0,
    rarestSaid: greatest(needs.filter(besides).map(rarity)),
    rareSaidNear: byRarity(besides),
    rareSaidAnywhere: byRarity(anywhere),
  };
};

type Says = { besides: (need: Need) => boolean; softly: (need: Need) => number };

const formFeatures = (
  { words, needs, nearWords, near, sources }: ClaimReading,
  { besides, softly }: Says,
): Record<string, number> => {
  const plain = words.map(({ word }) => word);
  const form = formAsked(plain);
  const focus = focusOf(words);
  const rest = needs.filter(({ term }) => term.keys[0] !== focus?.keys[0]);
  const saysFocus = (word: Word): boolean =>
    near.some((at) => word.keys.some((key) => sources.sentences[at]!.keys.has(key)));
  return {
    ...Object.fromEntries(askedForms.map((one) => [`form_${one}`, one === form ? 1 : 0])),
    focus: focus === undefined ? 0 : 1,
    focusSaid: focus === undefined || saysFocus(focus) ? 1 : bestAlike(focus, nearWords),
    restNear: shareSaid(rest, (need) => (besides(need) ? 1 : 0)),
    restSoft: shareSaid(rest, softly),
    restLack: greatest(rest.map((need) => need.weight * (1 - softly(need)))),
    restRarest: greatest(rest.map((need) => rarityOf(need.term as Word) * (1 - softly(need)))),
    pronoun: plain.some((word) => pronouns.has(word.plain)) ? 1 : 0,
  };
};
