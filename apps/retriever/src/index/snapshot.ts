import { Levels } from './levels.ts';
import type { Statistics } from './read-question.ts';
import { firstAbove, indexOfSorted, type Segment } from './segment.ts';

/** The token streams of a segment's passages, one after the other; that of place i ends at `ends[i]`. */
export type Streams = { ends: Int32Array; bytes: Uint8Array };

/** A segment in memory. */
export type Part = {
  segment: Segment;
  streams: Streams;
  /** 1 by place for a passage that is gone; undefined where none is. */
  dead: Uint8Array | undefined;
};

/** One version of a collection's index in memory; immutable but for what is reckoned when it is first asked for. */
export type Snapshot = {
  collectionId: string;
  version: number;
  statistics: Statistics;
  /** By their passages' numbers, which rise over all of them. */
  parts: readonly Part[];
  /**
   * The *ordinal* of each part's first passage: its place over all parts. Behind the last one the number of
   * all.
   */
  firsts: Int32Array;
  /** By part: the levels of its postings. */
  levels: readonly Levels[];
  /** The lexeme's id by form id; `lexemeOf[0]` is no form's. */
  lexemeOf: Int32Array;
  /** A lexeme's idf in units by its id; 0 where it has not been counted yet. */
  idf: Float64Array;
};

/** A snapshot of these parts. */
export const createSnapshot = (
  made: Pick<Snapshot, 'collectionId' | 'version' | 'statistics' | 'parts' | 'lexemeOf'>,
): Snapshot => {
  const { parts, statistics } = made;
  const firsts = new Int32Array(parts.length + 1);
  for (const [at, { segment }] of parts.entries()) {
    firsts[at + 1] = (firsts[at] as number) + segment.numbers.length;
  }
  return {
    ...made,
    firsts,
    idf: new Float64Array(made.lexemeOf.length),
    levels: parts.map(({ segment }) => new Levels(segment, statistics)),
  };
};

/** The highest number that the parts hold, dead ones included; 0 for none. */
export const lastNumber = (parts: readonly Part[]): number => parts.at(-1)?.segment.numbers.at(-1) ?? 0;

const perForm = 4 + 8;
const perPassage = 8 + 8 + 4 + 4 + 1 + 8 + 8;
const perLexeme = 4 + 4 + 1;
const perPosting = 4 + 4;

/** Bytes that a segment of this size takes in memory. */
export const bytesOf = (size: {
  passages: number;
  lexemes: number;
  postings: number;
  tokenBytes: number;
}): number =>
  size.passages * perPassage + size.lexemes * perLexeme + size.postings * perPosting + size.tokenBytes;

/** Bytes that a snapshot of these parts takes in memory; `forms`: of the collection's vocabulary. */
export const bytesOfSnapshot = (parts: readonly Part[], forms: number): number =>
  parts.reduce(
    (sum, { segment, streams }) =>
      sum +
      bytesOf({
        passages: segment.numbers.length,
        lexemes: segment.lexemes.length,
        postings: segment.postings.length,
        tokenBytes: streams.bytes.length,
      }),
    forms * perForm,
  );

/** The parts with the passages of these numbers dead; parts without any of them stay the same objects. */
export const bury = (parts: readonly Part[], numbers: Float64Array): Part[] => {
  const lasts = Float64Array.from(parts, ({ segment }) => segment.numbers.at(-1) ?? 0);
  const dead = new Map<number, Uint8Array>();
  for (const number of numbers) {
    const index = firstAbove(lasts, number - 1);
    const part = parts[index];
    const place = part === undefined ? -1 : indexOfSorted(part.segment.numbers, number);
    if (part === undefined || place === -1) continue;
    let marks = dead.get(index);
    if (marks === undefined) {
      marks = part.dead?.slice() ?? new Uint8Array(part.segment.numbers.length);
      dead.set(index, marks);
    }
    marks[place] = 1;
  }
  return parts.map((part, index) => (dead.has(index) ? { ...part, dead: dead.get(index) } : part));
};
