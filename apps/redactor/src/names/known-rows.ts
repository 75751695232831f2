import { randomInt } from 'node:crypto';
import { labelCount } from './labels.ts';
import { type Reading, wordAt } from './sentence.ts';
import { casing } from './words.ts';

/** Rows that are remembered: 600 kB. A power of two. */
const places = 1 << 14;

/** Farther away than this is all the same; see `placeInRun`. */
const farthest = 4;

/** Where a token stands in its run of capitalised words: how far it is from either end. */
export const placeInRun = (toBefore: number, toAfter: number): number =>
  Math.min(toBefore, farthest) * 8 + Math.min(toAfter, farthest);

/** Of so many tokens the first are tried; where hardly any of those was known, the others are not asked for. */
const turns = 4096;
const tried = 512;
const worthwhile = tried / 16;

const salts = [randomInt(2 ** 32) | 0, randomInt(2 ** 32) | 0] as const;

/**
 * Scores of the labels of tokens in surroundings that were met before: lists and tables say the same again and again. A
 * row is known by two hashes, with salts of this process, of all that `features.ts` looks at. The last one of a place stays.
 */
export class KnownRows {
  readonly #rows = new Float32Array(places * labelCount);
  readonly #firsts = new Int32Array(places);
  readonly #seconds = new Int32Array(places);
  #first = 0;
  #second = 0;
  #asked = 0;
  #known = 0;
  #isResting = false;

  constructor() {
    this.forget();
  }

  /** Forgets all rows: no place has a hash that belongs there. */
  forget(): void {
    for (let place = 0; place < places; place += 1) this.#firsts[place] = ~place;
    this.#asked = 0;
  }

  /** Writes the row of a token to `emission` and answers true, where it is known. Asked for before `keep`. */
  recall(reading: Reading, token: number, emission: Float32Array, row: number): boolean {
    if (this.#rests()) return false;
    this.#hash(reading, token);
    const place = this.#first & (places - 1);
    if (this.#firsts[place] !== this.#first || this.#seconds[place] !== this.#second) return false;
    const from = place * labelCount;
    for (let label = 0; label < labelCount; label += 1) emission[row + label] = this.#rows[from + label]!;
    this.#known += 1;
    return true;
  }

  /** Remembers the row that was asked for last. */
  keep(emission: Float32Array, row: number): void {
    if (this.#isResting) return;
    const place = this.#first & (places - 1);
    this.#firsts[place] = this.#first;
    this.#seconds[place] = this.#second;
    const from = place * labelCount;
    for (let label = 0; label < labelCount; label += 1) this.#rows[from + label] = emission[row + label]!;
  }

  /** Whether the next token is not asked for. */
  #rests(): boolean {
    const turn = this.#asked % turns;
    this.#asked += 1;
    if (turn === 0) this.#known = 0;
    this.#isResting = turn >= tried && (turn === tried ? this.#known < worthwhile : this.#isResting);
    return this.#isResting;
  }

  #hash(reading: Reading, token: number): void {
    const word = wordAt(reading, token);
    [this.#first, this.#second] = salts;
    this.#add(word.id);
    this.#add(wordAt(reading, token - 1).id);
    this.#add(wordAt(reading, token + 1).id);
    this.#add(wordAt(reading, token - 2).id);
    this.#add(wordAt(reading, token + 2).id);
    this.#add(reading.label[token]!);
    this.#add(reading.line[token]! * 4 + reading.begins[token]! * 2 + reading.oneCase[token]!);
    if (word.casing < casing.capital || word.casing > casing.mixed) return;
    const before = reading.before[token]!;
    const after = reading.after[token]!;
    this.#add(placeInRun(token - before, after - token) * 8 + (reading.memory.get(word.lower) ?? 0));
    this.#add(wordAt(reading, before).id);
    this.#add(wordAt(reading, before - 1).id);
    this.#add(wordAt(reading, before + 1).id);
    this.#add(wordAt(reading, after).id);
    this.#add(wordAt(reading, after + 1).id);
    this.#add(wordAt(reading, after - 1).id);
  }

  #add(value: number): void {
    const first = Math.imul(this.#first ^ value, 0x85ebca6b);
    this.#first = first ^ (first >>> 15);
    const second = Math.imul(this.#second + value, 0x9e3779b1);
    this.#second = second ^ (second >>> 13);
  }
}
