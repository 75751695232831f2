import { setImmediate } from 'node:timers/promises';
import { type AnalyzeOptions, findAhead } from './analyze.ts';
import { createFindingCache, type FindingMemory } from './finding-cache.ts';

/**
 * Finds what stands in each text by itself and lets others in between two texts, so that a document of many long
 * passages holds up neither health probes nor the renewal of locks. Answers what it found as a cache: with it,
 * `analyzeTogether` has only to put things together. What `shared` knows is taken from there, and what is new goes there.
 */
export const findInTurns = async (
  texts: readonly string[],
  options: AnalyzeOptions,
  shared?: FindingMemory,
): Promise<FindingMemory> => {
  const own = createFindingCache(Number.POSITIVE_INFINITY);
  const cache: FindingMemory = {
    remember: (text, looked, find) =>
      own.remember(text, looked, () => shared?.remember(text, looked, find) ?? find()),
  };
  for (const text of texts) {
    findAhead(text, { ...options, cache });
    await setImmediate();
  }
  return cache;
};
