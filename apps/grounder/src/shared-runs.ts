import type { Word } from './terms.ts';

/** By the place of its first word in a claim: 1 for a run of two, or of three, words that the sentences have, too. */
export type SharedRuns = { pairs: Uint8Array; triples: Uint8Array };

/** The runs of two and three words of a claim that stand in one of the sentences in the same order. */
export const sharedRunsOf = (claim: readonly Word[], sentences: readonly (readonly Word[])[]): SharedRuns => {
  const numbers = new Map<string, number>();
  const own = claim.map(({ keys: [key] }) => {
    const number = numbers.get(key) ?? numbers.size + 1;
    numbers.set(key, number);
    return number;
  });
  // Of what the claim does not say no run is asked for: 0 stands for it, and a run is one number.
  const base = numbers.size + 1;
  const [pairs, triples] = [new Set<number>(), new Set<number>()];
  for (const sentence of sentences) {
    let [first, second] = [0, 0];
    for (const { keys } of sentence) {
      const third = numbers.get(keys[0]) ?? 0;
      if (second > 0 && third > 0) {
        pairs.add(second * base + third);
        if (first > 0) triples.add((first * base + second) * base + third);
      }
      first = second;
      second = third;
    }
  }
  const runs = { pairs: new Uint8Array(claim.length), triples: new Uint8Array(claim.length) };
  for (let at = 0; at + 1 < own.length; at += 1) {
    const pair = own[at]! * base + own[at + 1]!;
    if (pairs.has(pair)) runs.pairs[at] = 1;
    if (at + 2 < own.length && triples.has(pair * base + own[at + 2]!)) runs.triples[at] = 1;
  }
  return runs;
};
