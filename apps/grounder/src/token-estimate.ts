/** Letters of English that a token holds, rounded up word by word. */
const lettersPerToken = 4;

/**
 * How many tokens a text takes at most, without a tokenizer: for byte-pair vocabularies of 32,000 entries
 * and more. A word of Latin letters takes one for each four letters begun; a digit, a sign and a line break
 * one each; a run of spaces one for each four beyond the first. Letters of other alphabets take one each,
 * ideographs, kana, hangul and other signs of three bytes two, what has four bytes (emoji) four: never more
 * than the text's bytes in UTF-8, and never less than half of what byte fallback would make of ideographs.
 */
export const estimateTokens = (text: string): number => {
  let tokens = 0;
  let [letters, spaces] = [0, 0];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isLetter(code)) {
      if (letters % lettersPerToken === 0) tokens += 1;
      letters += 1;
      spaces = 0;
      continue;
    }
    letters = 0;
    if (code === 32) {
      spaces += 1;
      if (spaces % lettersPerToken === 2) tokens += 1;
      continue;
    }
    spaces = 0;
    tokens += code < 0x800 ? 1 : 2; // Each half of a surrogate pair counts two.
  }
  return tokens;
};

const isLetter = (code: number): boolean => (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
