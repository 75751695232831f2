import { lexiconOf } from '../src/names/lexicon.ts';
import { readText } from '../src/names/sentence.ts';
import { casing } from '../src/names/words.ts';

const emptyLexicon = lexiconOf(new Int32Array(0), new Uint16Array(0));

/** A word that fewer texts' words are is not told about. */
const leastOften = 4;

/** Counts how words are written inside sentences: with a small letter, or with a capital. */
export class WordStatistics {
  readonly #small = new Map<number, number>();
  readonly #capital = new Map<number, number>();

  /** Headings and lines in one case say nothing about how a word is usually written. */
  read(text: string): void {
    const { tokens, words, oneCase, begins, line } = readText(text, emptyLexicon);
    for (let index = 0; index < tokens.count; index += 1) {
      const word = words[index]!;
      if (oneCase[index] === 1) continue;
      if (word.casing === casing.lower) this.#small.set(word.lower, (this.#small.get(word.lower) ?? 0) + 1);
      const isCapital = word.casing === casing.capital || word.casing === casing.upper;
      if (isCapital && begins[index] === 0 && line[index]! % 4 < 2) {
        this.#capital.set(word.lower, (this.#capital.get(word.lower) ?? 0) + 1);
      }
    }
  }

  /** For each word that occurs often enough a number from 1 to 18: the share of capitals, and how often it occurs. */
  classes(): Map<number, number> {
    const classes = new Map<number, number>();
    for (const word of new Set([...this.#small.keys(), ...this.#capital.keys()])) {
      const small = this.#small.get(word) ?? 0;
      const capital = this.#capital.get(word) ?? 0;
      const all = small + capital;
      if (all >= leastOften)
        classes.set(word, 1 + stepOf(capital / all, shares) + 6 * stepOf(all, frequencies));
    }
    return classes;
  }
}

const shares = [0.02, 0.15, 0.5, 0.85, 0.98];
const frequencies = [20, 200];

const stepOf = (value: number, bounds: readonly number[]): number =>
  bounds.filter((bound) => value >= bound).length;
