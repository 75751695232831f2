import { readTsvector } from './read-tsvector.ts';
import type { Token } from './token-stream.ts';

/** A lexeme and the word that became it; `''` where the word is unknown. */
export type Form = { lexeme: string; word: string };

/**
 * The different forms of some texts, in the order in which they were first seen. Their place in it is their
 * number here; the collection's vocabulary knows their ids.
 */
export class FormBook {
  readonly #numbers = new Map<string, Map<string, number>>();
  readonly forms: Form[] = [];

  /**
   * A text's tokens by rising position, each with its form's number here. `lexemes` and `words` are the
   * tsvectors of the text, of the collection's configuration and of `simple`: one parser made both, so that
   * their positions agree. A stop word has no lexeme and is no token; a position may hold several lexemes.
   */
  read(lexemes: string, words: string): Token[] {
    const wordAt: (string | undefined)[] = [];
    readTsvector(words, (word, position) => {
      wordAt[position] = word;
    });
    const tokens: Token[] = [];
    readTsvector(lexemes, (lexeme, position) => {
      tokens.push({ position, form: this.#numberOf(lexeme, wordAt[position] ?? '') });
    });
    return tokens.sort((a, b) => a.position - b.position || a.form - b.form);
  }

  #numberOf(lexeme: string, word: string): number {
    let words = this.#numbers.get(lexeme);
    if (words === undefined) {
      words = new Map();
      this.#numbers.set(lexeme, words);
    }
    const known = words.get(word);
    if (known !== undefined) return known;
    words.set(word, this.forms.length);
    return this.forms.push({ lexeme, word }) - 1;
  }
}
