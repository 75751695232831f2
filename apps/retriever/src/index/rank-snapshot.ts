import { idfUnits, postingScore } from '../ranking/bm25f.ts';
import { parameters } from '../ranking/parameters.ts';
import { Best } from './best.ts';
import { byTie, type FirstLook, type Found } from './first-look.ts';
import { bodyCountOf, placeOf, titleCountOf } from './posting.ts';
import type { Term } from './read-question.ts';
import { bodyLengthOf, firstAbove, indexOfSorted, titleLengthOf } from './segment.ts';
import type { Part, Snapshot } from './snapshot.ts';

/**
 * Scores by ordinal, and the ordinals that have one, of one question at a time: ranking waits for nothing, so that all
 * questions can share them. In between all scores are 0.
 */
let scores = new Float64Array(0);
let touched = new Int32Array(0);

/**
 * The first ranking of a question over a snapshot: BM25F of every passage that has one of its lexemes, and the best of
 * them. `allowed`, by ordinal, is 1 for the passages that may be found; idf and averages stay the whole
 * collection's.
 */
export const rankSnapshot = (snapshot: Snapshot, terms: readonly Term[], allowed?: Uint8Array): FirstLook => {
  const { parts, statistics, version, firsts } = snapshot;
  makeRoom(firsts.at(-1) as number);
  const idf = new Float64Array(terms.length);
  let count = 0;
  for (const [index, { id, times }] of terms.entries()) {
    const lists = parts.map(({ segment }) => indexOfSorted(segment.lexemes, id));
    const holders = parts.reduce((sum, part, at) => sum + countHolders(part, lists[at] as number), 0);
    idf[index] = idfUnits(statistics.passages, holders);
    for (let at = 0; at < parts.length; at += 1) {
      const list = lists[at] as number;
      if (list !== -1) count = addScores(snapshot, at, list, idf[index] as number, times, count);
    }
  }
  return { version, statistics, terms, idf, found: takeBest(snapshot, count, allowed) };
};

const makeRoom = (ordinals: number): void => {
  if (scores.length >= ordinals) return;
  scores = new Float64Array(ordinals);
  touched = new Int32Array(ordinals);
};

/** How many living passages of a part hold the lexeme whose postings are its `list`th. */
const countHolders = ({ segment, dead }: Part, list: number): number => {
  if (list === -1) return 0;
  const { ends, postings } = segment;
  const from = list === 0 ? 0 : (ends[list - 1] as number);
  const to = ends[list] as number;
  if (dead === undefined) return to - from;
  let holders = to - from;
  for (let at = from; at < to; at += 1) holders -= dead[placeOf(postings[at] as number)] as number;
  return holders;
};

/** Adds a lexeme's scores in one part; `count` ordinals have a score before, the answer tells how many after. */
const addScores = (
  { parts, firsts, shares }: Snapshot,
  part: number,
  list: number,
  idf: number,
  times: number,
  count: number,
): number => {
  const { ends, postings, lengths } = (parts[part] as Part).segment;
  const first = firsts[part] as number;
  const { title, body } = shares;
  const to = ends[list] as number;
  let now = count;
  for (let at = list === 0 ? 0 : (ends[list - 1] as number); at < to; at += 1) {
    const posting = postings[at] as number;
    const place = placeOf(posting);
    const length = lengths[place] as number;
    const ordinal = first + place;
    const before = scores[ordinal] as number;
    if (before === 0) {
      touched[now] = ordinal;
      now += 1;
    }
    scores[ordinal] =
      before +
      postingScore(
        idf,
        times,
        titleCountOf(posting),
        title[titleLengthOf(length)] as number,
        bodyCountOf(posting),
        body[bodyLengthOf(length)] as number,
      );
  }
  return now;
};

/** The best living, allowed passages of those that have a score; clears the scores. */
const takeBest = ({ parts, firsts }: Snapshot, count: number, allowed: Uint8Array | undefined): Found[] => {
  const partOf = (ordinal: number): number => firstAbove(firsts, ordinal) - 1;
  const found = (ordinal: number, score: number): Found => {
    const index = partOf(ordinal);
    const { segment, streams } = parts[index] as Part;
    const place = ordinal - (firsts[index] as number);
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
  const best = new Best(parameters.secondLook, (scoreA, a, scoreB, b) =>
    scoreA === scoreB ? byTie(found(a, scoreA), found(b, scoreB)) < 0 : scoreA > scoreB,
  );
  const hasDead = parts.some(({ dead }) => dead !== undefined);
  const isDead = (ordinal: number): boolean => {
    const index = partOf(ordinal);
    return (parts[index] as Part).dead?.[ordinal - (firsts[index] as number)] === 1;
  };
  for (let at = 0; at < count; at += 1) {
    const ordinal = touched[at] as number;
    const score = scores[ordinal] as number;
    scores[ordinal] = 0;
    if (score < best.threshold || allowed?.[ordinal] === 0 || (hasDead && isDead(ordinal))) continue;
    best.offer(score, ordinal);
  }
  return best.sorted().map(({ item, score }) => found(item, score));
};
