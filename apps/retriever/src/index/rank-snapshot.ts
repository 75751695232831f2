import type { Lexicon } from '../ranking/asked.ts';
import { idfUnits } from '../ranking/bm25f.ts';
import { parameters } from '../ranking/parameters.ts';
import { Best } from './best.ts';
import { addScores, type Cursor, nextPlace } from './cursor.ts';
import type { FirstLook, Found } from './first-look.ts';
import type { Levels } from './levels.ts';
import { placeOf } from './posting.ts';
import type { Term } from './read-question.ts';
import { bodyLengthOf, firstAbove, indexOfSorted, rangeOf, titleLengthOf } from './segment.ts';
import type { Part, Snapshot } from './snapshot.ts';

/** Passages whose scores are added up at a time: as many as a core's nearest cache has room for. */
const windowSize = 2048;

/** Scores by place in the window, of one question at a time: ranking waits for nothing. In between all are 0. */
const scores = new Float64Array(windowSize);

/** Scores that are looked at together; `windowSize` is a multiple. */
const together = 8;

/**
 * The first ranking of a question over a snapshot: BM25F of every passage that has one of its lexemes, and
 * the best of them. `allowed`, by ordinal, is 1 for the passages that may be found; idf and averages stay the
 * whole collection's.
 */
export const rankSnapshot = (snapshot: Snapshot, terms: readonly Term[], allowed?: Uint8Array): FirstLook => {
  const { parts, statistics, version, firsts, levels } = snapshot;
  const lexicon = lexiconOf(snapshot);
  const held = terms.filter(({ id }) => lexicon.idf(id) > 0);
  const best = createBest(snapshot);
  for (const [index, part] of parts.entries()) {
    const { lexemes, postings } = part.segment;
    const cursors: Cursor[] = [];
    for (const { id, positions } of held) {
      const list = indexOfSorted(lexemes, id);
      if (list === -1) continue;
      const [at, end] = rangeOf(part.segment, list);
      const weight = lexicon.idf(id) * positions.length;
      cursors.push({ postings, levels: (levels[index] as Levels).of(list), weight, at, end });
    }
    rankPart(cursors, { best, part, first: firsts[index] as number, allowed });
  }
  return {
    version,
    statistics,
    terms: held,
    lexicon,
    found: best.sorted().map(({ item, score }) => foundAt(snapshot, item, score)),
  };
};

type Into = { best: Best; part: Part; first: number; allowed: Uint8Array | undefined };

/** Offers the passages of one part, window by window; one in which no passage has a lexeme is passed over. */
const rankPart = (cursors: readonly Cursor[], into: Into): void => {
  const passages = into.part.segment.numbers.length;
  for (;;) {
    let from = passages;
    for (const cursor of cursors) from = Math.min(from, nextPlace(cursor));
    if (from === passages) return;
    const to = Math.min(from + windowSize, passages);
    for (const cursor of cursors) addScores(cursor, scores, from, to);
    offerScores(into, from, to);
    scores.fill(0);
  }
};

/** Offers the passages from place `from` up to `to` that may be found. */
const offerScores = ({ best, part, first, allowed }: Into, from: number, to: number): void => {
  const { dead } = part;
  const passages = to - from;
  let least = leastOf(best);
  // Behind the last passage all scores are 0, and too low.
  for (let group = 0; group < passages; group += together) {
    // One question for those without a score and for those that are too low: half of all are without, and a
    // processor that guesses at them is wrong half the time. As a loop over single scores this takes four times as long.
    if (
      (scores[group] as number) < least &&
      (scores[group + 1] as number) < least &&
      (scores[group + 2] as number) < least &&
      (scores[group + 3] as number) < least &&
      (scores[group + 4] as number) < least &&
      (scores[group + 5] as number) < least &&
      (scores[group + 6] as number) < least &&
      (scores[group + 7] as number) < least
    ) {
      continue;
    }
    for (let at = group; at < group + together; at += 1) {
      const score = scores[at] as number;
      if (score < least) continue;
      const place = from + at;
      if (dead?.[place] === 1 || allowed?.[first + place] === 0) continue;
      best.offer(score, first + place);
      least = leastOf(best);
    }
  }
};

/** What a score must reach; a passage without any has 0. */
const leastOf = ({ threshold }: Best): number => (threshold > 0 ? threshold : 1);

/** The best passages by ordinal: equal scores by their ties, then in the order of their numbers. */
const createBest = ({ parts, firsts }: Snapshot): Best => {
  const tieOf = (ordinal: number): number => {
    const part = partOf(firsts, ordinal);
    return (parts[part] as Part).segment.ties[ordinal - (firsts[part] as number)] as number;
  };
  // Ordinals rise with numbers.
  return new Best(parameters.candidates, (scoreA, a, scoreB, b) =>
    scoreA === scoreB ? (tieOf(a) - tieOf(b) || a - b) < 0 : scoreA > scoreB,
  );
};

/**
 * What a snapshot's collection knows about words. An idf is counted when it is first asked for; it is 0 for a
 * lexeme of which no living passage is left.
 */
const lexiconOf = ({ parts, statistics, lexemeOf, idf }: Snapshot): Lexicon => ({
  lexemeOf: (form) => lexemeOf[form] as number,
  idf: (lexeme) => {
    if (idf[lexeme] === 0) {
      let holders = 0;
      for (const part of parts) holders += countHolders(part, indexOfSorted(part.segment.lexemes, lexeme));
      if (holders > 0) idf[lexeme] = idfUnits(statistics.passages, holders);
    }
    return idf[lexeme] as number;
  },
});

/** How many living passages of a part hold the lexeme whose postings are its `list`th. */
const countHolders = ({ segment, dead }: Part, list: number): number => {
  const [from, to] = rangeOf(segment, list);
  let holders = to - from;
  if (dead === undefined) return holders;
  for (let at = from; at < to; at += 1) holders -= dead[placeOf(segment.postings[at] as number)] as number;
  return holders;
};

const partOf = (firsts: Int32Array, ordinal: number): number => firstAbove(firsts, ordinal) - 1;

const foundAt = ({ parts, firsts }: Snapshot, ordinal: number, score: number): Found => {
  const part = partOf(firsts, ordinal);
  const { segment, streams } = parts[part] as Part;
  const place = ordinal - (firsts[part] as number);
  const lengths = segment.lengths[place] as number;
  return {
    number: segment.numbers[place] as number,
    tie: segment.ties[place] as number,
    score,
    titleLength: titleLengthOf(lengths),
    bodyLength: bodyLengthOf(lengths),
    tokens: {
      bytes: streams.bytes,
      from: place === 0 ? 0 : (streams.ends[place - 1] as number),
      to: streams.ends[place] as number,
    },
  };
};
