const negations =
  /\b(?:not|never|no|none|nobody|nothing|neither|nor|without|cannot|unable|fail(?:s|ed)?)\b|\b\p{L}+n['’]t\b/giu;

/** How often a text negates something. `not only` does not count: it negates nothing. */
export const negationsIn = (text: string): number =>
  [...text.matchAll(negations)].filter(
    (found) => !/^\s+only\b/i.test(text.slice(found.index + found[0].length)),
  ).length;

const words = new Set(
  `not never no none nobody nothing neither nor without cannot unable fail fails failed dont doesnt didnt isnt
  wasnt arent werent wont wouldnt cant couldnt shouldnt hasnt havent hadnt`.split(/\s+/),
);

/** True for a word in lower case that negates by itself; contractions also without their apostrophe. */
export const isNegation = (word: string): boolean => words.has(word) || word.endsWith("n't");
