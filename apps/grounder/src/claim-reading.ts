import { type Alignment, align, type Weighed, weightOfWord } from './alignment.ts';
import { kindsAsked } from './asked-kind.ts';
import { type Bearing, findBearing, type Need, needsOf } from './bearing.ts';
import { type SharedRuns, sharedRunsOf } from './shared-runs.ts';
import type { Sources } from './sources.ts';
import { type TermKind, type Word, wordsOf } from './terms.ts';

/** A question as the checks see it. */
export type Question = {
  words: readonly Weighed[];
  needs: readonly Need[];
  /** The share of it that the best sentence says. */
  best: number;
  /** The kinds of term of which an answer must have one; undefined where any will do. */
  kinds: readonly TermKind[] | undefined;
};

/** Of a longer question, a prompt with a text in it, only the beginning is read. */
const mostQuestionWords = 200;

/** A claim beside the sentences that say most of it. */
export type ClaimReading = {
  /** The claim's text without its citation marks. */
  said: string;
  words: readonly Weighed[];
  /** What the sources should say: the claim's content words, or what was asked where it has none (`Yes.`). */
  needs: readonly Need[];
  question: Question;
  bearing: Bearing;
  /** The bearing sentences in the order of the text, the first of them best. */
  order: readonly number[];
  /** The bearing sentences and those beside them, in the order of the text. */
  near: readonly number[];
  /** The words of the bearing sentences, in the order of the text. */
  bearingWords: readonly Word[];
  nearWords: readonly Word[];
  /** How the claim lies along the bearing sentences. */
  aligned: Alignment;
  /** Its runs of words that stand in the sentences of `near`. */
  runs: SharedRuns;
  sources: Sources;
};

/** Reads a question against the sources, once for all claims of its answer. */
export const readQuestion = (question: string, sources: Sources): Question => {
  const words = wordsOf(question).slice(0, mostQuestionWords);
  const needs = needsOf(
    words.filter(({ content }) => content),
    sources,
  );
  const best = findBearing(sources, needs).picks[0]?.gain ?? 0;
  return { words: weighedWords(words, sources), needs, best, kinds: kindsAsked(words) };
};

/** Reads a claim against the sources; `bearingOf` finds the sentences that are asked. */
export const readClaim = (
  said: string,
  question: Question,
  sources: Sources,
  bearingOf: (needs: readonly Need[]) => Bearing = (needs) => findBearing(sources, needs),
): ClaimReading => {
  const words = wordsOf(said);
  const own = needsOf(
    words.filter(({ content }) => content),
    sources,
  );
  const needs = own.length > 0 ? own : question.needs;
  const bearing = bearingOf(needs);
  const order = bearing.picks.map(({ sentence }) => sentence).sort((a, b) => a - b);
  const near = besides(order, sources);
  const wordsAt = (sentences: readonly number[]): Word[] =>
    sentences.flatMap((at) => sources.sentences[at]!.words as Word[]);
  const bearingWords = wordsAt(order);
  const weighed = weighedWords(words, sources);
  return {
    said,
    words: weighed,
    needs,
    question,
    bearing,
    order,
    near,
    bearingWords,
    nearWords: wordsAt(near),
    aligned: align(weighed, bearingWords),
    runs: sharedRunsOf(
      words,
      near.map((at) => sources.sentences[at]!.words),
    ),
    sources,
  };
};

const weighedWords = (words: readonly Word[], sources: Sources): Weighed[] =>
  words.map((word) => ({ word, weight: weightOfWord(word, word.content ? sources.weigh(word) : 0) }));

/** The sentences and their neighbours within their passages, ascending. */
const besides = (sentences: readonly number[], sources: Sources): number[] => {
  const near = new Set<number>();
  for (const sentence of sentences) {
    const { passage } = sources.sentences[sentence]!;
    for (const at of [sentence - 1, sentence, sentence + 1]) {
      if (sources.sentences[at]?.passage === passage) near.add(at);
    }
  }
  return [...near].sort((a, b) => a - b);
};
