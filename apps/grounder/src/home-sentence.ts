import type { ClaimReading } from './claim-reading.ts';
import { saysAny, shareSaid } from './coverage-features.ts';
import type { Finding } from './hard-evidence.ts';
import type { SourceSentence, Sources } from './sources.ts';

/** Sentences that are looked at for one that says the claim and more of the question than the best does. */
const mostHomes = 40;

/** Of the sentences that say as much of the claim as the best one, the one that says most of the question. */
export const homeOf = ({ bearing, needs, question, sources }: ClaimReading): number => {
  const [top] = bearing.picks;
  const { keys } = sources.sentences[top!.sentence]!;
  const [heaviest] = needs.filter((need) => saysAny(need, keys)).sort((a, b) => b.weight - a.weight);
  const others = heaviest === undefined ? [] : sources.saying(heaviest.term.keys[0]).slice(0, mostHomes);
  let [home, most] = [top!.sentence, -1];
  for (const at of others) {
    const sentence = sources.sentences[at]!;
    if (shareSaid(needs, (need) => (saysAny(need, sentence.keys) ? 1 : 0)) < top!.gain * 0.98) continue;
    const said = shareSaid(question.needs, (need) => (saysAny(need, sentence.keys) ? 1 : 0));
    if (said > most) [home, most] = [at, said];
  }
  return home;
};

/** A sentence and its neighbours within its passage. */
export const around = (sentence: number, { sentences }: Sources): SourceSentence[] =>
  [sentence - 1, sentence, sentence + 1]
    .map((at) => sentences[at])
    .filter((other): other is SourceSentence => other?.passage === sentences[sentence]!.passage);

/** Around the answer at most this share of the question is said, and elsewhere at least twice as much. */
const hardlyAsked = 0.2;

/**
 * A short answer, a phrase of a source with no sentence around it, that stands where nothing is said of what
 * was asked, although the sources say it elsewhere: the answer to another question.
 */
export const answersAnother = (reading: ClaimReading): Finding[] => {
  const { said, words, needs, question, bearing, aligned, sources } = reading;
  const phrase = aligned.longestRun === 1 && !/[.!?]\s*$/.test(said);
  if (!phrase || bearing.picks.length === 0 || question.needs.length === 0) return [];
  const own = new Set(needs.flatMap(({ term }) => term.keys as readonly string[]));
  if (question.needs.some((need) => saysAny(need, own))) return [];
  const near = around(homeOf(reading), sources);
  const asked = shareSaid(question.needs, (need) => (near.some(({ keys }) => saysAny(need, keys)) ? 1 : 0));
  if (asked >= hardlyAsked || question.best < 2 * asked || question.best === 0) return [];
  return [{ code: 'question_elsewhere_in_sources', from: 0, to: words.length, certain: true }];
};
