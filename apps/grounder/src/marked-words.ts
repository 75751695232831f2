/** What the words on either side count for a word's own probability: a part that lacks support is whole. */
const neighbours = 0.15;

/** Words of at least this probability lack support. Tuned for the character F1 of the marked parts. */
const leastMarked = 0.27;

/** Where no word reaches that, those near the likeliest one: something in the claim was found wanting. */
const nearLikeliest = 0.9;

/** 1 for each word that lacks support, by the words' probabilities. */
export const markedWords = (probabilities: readonly number[]): Uint8Array => {
  const smooth = probabilities.map((own, at) => {
    const [before, after] = [probabilities[at - 1] ?? own, probabilities[at + 1] ?? own];
    return (1 - 2 * neighbours) * own + neighbours * (before + after);
  });
  const least = Math.min(leastMarked, nearLikeliest * Math.max(0, ...smooth));
  return Uint8Array.from(smooth, (value) => (value >= least ? 1 : 0));
};
