import type { Lexicon } from '../ranking/asked.ts';
import { idfUnits, postingScore } from '../ranking/bm25f.ts';
import { parameters } from '../ranking/parameters.ts';
import { Best } from './best.ts';
import type { FirstLook, Found } from './first-look.ts';
import { bodyCountOf, countsOf, placeOf, titleCountOf } from './posting.ts';
import type { Term } from './read-question.ts';
import { bodyLengthOf, firstAbove, indexOfSorted, type Segment, titleLengthOf } from './segment.ts';
import type { Part, Snapshot } from './snapshot.ts';

/**
 * Scores by ordinal, and the ordinals that have one, of one question at a time: ranking waits for nothing, so
 * that all questions can share them. In between all scores are 0.
 */
let scores = new Float64Array(0);
let touched = new Int32Array(0);

/**
 * The first ranking of a question over a snapshot: BM25F of every passage that has one of its lexemes, and
 * the best of them. `allowed`, by ordinal, is 1 for the passages that may be found; idf and averages stay the
 * whole collection's.
 *
 * Every posting is scored: bounds that leave out those of common words (MaxScore) were tried, and cost as
 * much as they save where the best hundred are wanted.
 */
export const rankSnapshot = (snapshot: Snapshot, terms: readonly Term[], allowed?: Uint8Array): FirstLook => {
  const { parts, statistics, version, firsts } = snapshot;
  makeRoom(firsts.at(-1) as number);
  const lexicon = lexiconOf(snapshot);
  const held = terms.filter(({ id }) => lexicon.idf(id) > 0);
  let count = 0;
  for (const { id, positions } of held) {
    const weight = lexicon.idf(id) * positions.length;
    for (let part = 0; part < parts.length; part += 1) {
      const list = indexOfSorted((parts[part] as Part).segment.lexemes, id);
      if (list !== -1) count = addScores(snapshot, { part, list, weight }, count);
    }
  }
  const best = findBest(snapshot, count, allowed).sorted();
  for (let at = 0; at < count; at += 1) scores[touched[at] as number] = 0;
  return {
    version,
    statistics,
    terms: held,
    lexicon,
    found: best.map(({ item, score }) => foundAt(snapshot, item, score)),
  };
};

const makeRoom = (ordinals: number): void => {
  if (scores.length >= ordinals) return;
  scores = new Float64Array(ordinals);
  touched = new Int32Array(ordinals);
};

/** Where the postings of a segment's `list`th lexeme stand. */
const rangeOf = ({ ends }: Segment, list: number): [from: number, to: number] =>
  list === -1 ? [0, 0] : [list === 0 ? 0 : (ends[list - 1] as number), ends[list] as number];

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

/**
 * Adds a lexeme's scores in one part. `count` ordinals have a score before; the answer tells how many after.
 */
const addScores = (
  { parts, firsts, shares }: Snapshot,
  { part, list, weight }: { part: number; list: number; weight: number },
  count: number,
): number => {
  const { segment } = parts[part] as Part;
  const { postings, lengths } = segment;
  const first = firsts[part] as number;
  const { title, body } = shares;
  const [from, to] = rangeOf(segment, list);
  const into = scores;
  const scored = touched;
  const width = body.length;
  const most = to - from > longList * width ? tabulate(weight, body) : 0;
  const tabled = table;
  let now = count;
  for (let at = from; at < to; at += 1) {
    const posting = postings[at] as number;
    const place = placeOf(posting);
    const ordinal = first + place;
    const before = into[ordinal] as number;
    if (before === 0) {
      scored[now] = ordinal;
      now += 1;
    }
    const length = lengths[place] as number;
    const counts = countsOf(posting);
    if (counts <= most) {
      into[ordinal] = before + (tabled[counts * width + bodyLengthOf(length)] as number);
      continue;
    }
    const matches =
      titleCountOf(posting) * (title[titleLengthOf(length)] as number) +
      bodyCountOf(posting) * (body[bodyLengthOf(length)] as number);
    into[ordinal] = before + postingScore(weight, matches);
  }
  return now;
};

/**
 * A list is long that has so many times as many postings as there are lengths: then a table of scores is
 * worth making.
 */
const longList = 8;

/** Counts in the body alone for which scores are tabulated: nearly all postings have one of them. */
const tabulated = 2;

let table = new Float64Array(0);

/**
 * Fills `table`, at `count * lengths + length`, with the scores of `count` matches in a body of `length`
 * lexemes and none in the title; returns up to which count.
 */
const tabulate = (weight: number, shares: Float64Array): number => {
  const width = shares.length;
  if (table.length < (tabulated + 1) * width) table = new Float64Array((tabulated + 1) * width);
  for (let count = 1; count <= tabulated; count += 1) {
    for (let length = 0; length < width; length += 1) {
      table[count * width + length] = postingScore(weight, count * (shares[length] as number));
    }
  }
  return tabulated;
};

/** The best living, allowed passages of the `count` that have a score. */
const findBest = ({ parts, firsts }: Snapshot, count: number, allowed: Uint8Array | undefined): Best => {
  const tieOf = (ordinal: number): number => {
    const part = partOf(firsts, ordinal);
    return (parts[part] as Part).segment.ties[ordinal - (firsts[part] as number)] as number;
  };
  const isDead = (ordinal: number): boolean => {
    const part = partOf(firsts, ordinal);
    return (parts[part] as Part).dead?.[ordinal - (firsts[part] as number)] === 1;
  };
  const hasDead = parts.some(({ dead }) => dead !== undefined);
  // Ordinals rise with numbers.
  const best = new Best(parameters.candidates, (scoreA, a, scoreB, b) =>
    scoreA === scoreB ? (tieOf(a) - tieOf(b) || a - b) < 0 : scoreA > scoreB,
  );
  let threshold = -1;
  for (let at = 0; at < count; at += 1) {
    const ordinal = touched[at] as number;
    const score = scores[ordinal] as number;
    if (score < threshold || allowed?.[ordinal] === 0 || (hasDead && isDead(ordinal))) continue;
    best.offer(score, ordinal);
    threshold = best.threshold;
  }
  return best;
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
