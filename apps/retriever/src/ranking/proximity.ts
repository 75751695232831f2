import type { Occurrences } from './occurrences.ts';

/** The window that weighs most: its weight in units, and the first and the last position of its matches. */
export type Window = { weight: number; from: number; to: number };

/**
 * The heaviest window of `size` positions: the idf sum, in units, of the question's lexemes that stand in it
 * in the question's own form, each counted once. The first one where several weigh as much; undefined where
 * no lexeme does.
 */
export const heaviestWindow = (
  { count, positions, lexemes, exact }: Occurrences,
  idf: Float64Array,
  size: number,
): Window | undefined => {
  const inside = new Int32Array(idf.length);
  let best: Window | undefined;
  let weight = 0;
  let oldest = 0;
  for (let newest = 0; newest < count; newest += 1) {
    if (exact[newest] === 0) continue;
    const lexeme = lexemes[newest] as number;
    const position = positions[newest] as number;
    if (inside[lexeme] === 0) weight += idf[lexeme] as number;
    inside[lexeme] = (inside[lexeme] as number) + 1;
    for (; position - (positions[oldest] as number) >= size; oldest += 1) {
      if (exact[oldest] === 0) continue;
      const left = lexemes[oldest] as number;
      inside[left] = (inside[left] as number) - 1;
      if (inside[left] === 0) weight -= idf[left] as number;
    }
    if (best === undefined || weight > best.weight) best = { weight, from: oldest, to: newest };
  }
  if (best === undefined) return undefined;
  while (exact[best.from] === 0) best.from += 1;
  return { weight: best.weight, from: positions[best.from] as number, to: positions[best.to] as number };
};
