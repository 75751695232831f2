/** Characters of a lexeme or a word that are told apart: a key of a B-tree must stay under 2.7 kB. */
export const longestLexeme = 256;

const quote = 0x27;
const backslash = 0x5c;
const space = 0x20;
const comma = 0x2c;
const zero = 0x30;
const nine = 0x39;

/**
 * Reads a tsvector as Postgres writes it (`'lexeme':1,4 'it''s':2`), and calls `take` for each lexeme and
 * each of its positions. A lexeme is cut to `longestLexeme` characters.
 */
export const readTsvector = (tsvector: string, take: (lexeme: string, position: number) => void): void => {
  let at = 0;
  while (at < tsvector.length) {
    if (tsvector.charCodeAt(at) === space) at += 1;
    const from = at + 1;
    let isEscaped = false;
    for (at = from; ; at += 1) {
      const unit = tsvector.charCodeAt(at);
      if (unit !== quote && unit !== backslash) continue;
      if (unit === quote && tsvector.charCodeAt(at + 1) !== quote) break;
      isEscaped = true;
      at += 1;
    }
    const written = tsvector.slice(from, at);
    const lexeme = cut(isEscaped ? written.replaceAll(/(['\\])\1/g, '$1') : written);
    at += 1;
    do {
      let position = 0;
      for (at += 1; ; at += 1) {
        const unit = tsvector.charCodeAt(at);
        if (!(unit >= zero && unit <= nine)) break;
        position = position * 10 + unit - zero;
      }
      take(lexeme, position);
    } while (tsvector.charCodeAt(at) === comma);
  }
};

const cut = (lexeme: string): string =>
  lexeme.length <= longestLexeme ? lexeme : [...lexeme].slice(0, longestLexeme).join('');
