import { setImmediate } from 'node:timers/promises';
import { type AnalyzeOptions, findAhead, soughtBy } from './analyze.ts';
import { createFindingCache, type FindingMemory } from './finding-cache.ts';
import type { LongTexts } from './long-texts/long-texts.ts';
import { isLong } from './long-texts/parts.ts';

export type InTurns = {
  /** What it knows is taken from there, and what is new goes there. Long texts are not remembered. */
  shared?: FindingMemory | undefined;
  /** Who looks at long texts; they are looked at in one go where nobody does. */
  longTexts?: LongTexts | undefined;
};

/**
 * Finds what stands in each text by itself and lets others in between two texts, and between the parts of a long one, so
 * that neither holds up health probes or the renewal of locks. Answers what it found as a cache: with it,
 * `analyzeTogether` has only to put things together.
 */
export const findInTurns = async (
  texts: readonly string[],
  options: AnalyzeOptions,
  { shared, longTexts }: InTurns = {},
): Promise<FindingMemory> => {
  const own = createFindingCache(Number.POSITIVE_INFINITY);
  const cache: FindingMemory = {
    remember: (text, looked, find) =>
      own.remember(text, looked, () => shared?.remember(text, looked, find) ?? find()),
  };
  for (const text of texts) {
    if (longTexts !== undefined && isLong(text)) {
      const found = await longTexts.find(text, soughtBy(options));
      findAhead(text, { ...options, cache: own }, () => found);
    } else {
      findAhead(text, { ...options, cache });
    }
    await setImmediate();
  }
  return cache;
};
