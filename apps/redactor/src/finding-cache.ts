import { createHash } from 'node:crypto';
import type { Finding } from './recognizers/recognizer.ts';

/** Remembers what was found in a text: types, offsets and scores, never the text or a value. */
export type FindingCache = {
  /**
   * What `find` found in a text before, else what it finds now. `looked` says what it looks for: with another
   * one the same text is looked at again.
   */
  remember(text: string, looked: string, find: () => readonly Finding[]): readonly Finding[];
  /** How often something was known, and how often not. */
  counts(): { hits: number; misses: number };
};

/**
 * A cache in this process' memory, bounded by `most`: the findings of all its texts, and one for each text. What
 * was not asked for longest goes first. Texts are known by their SHA-256. It lives as long as the build that
 * found, so a changed recognizer never meets what an earlier one found.
 */
export const createFindingCache = (most: number): FindingCache => {
  const known = new Map<string, readonly Finding[]>();
  let kept = 0;
  let hits = 0;
  let misses = 0;

  const drop = (key: string, findings: readonly Finding[]): void => {
    known.delete(key);
    kept -= sizeOf(findings);
  };

  return {
    remember: (text, looked, find) => {
      const key = createHash('sha256').update(`${looked}\0`).update(text, 'utf16le').digest('base64');
      const before = known.get(key);
      if (before !== undefined) {
        hits += 1;
        // A map keeps the order of insertion: put in again, it is the youngest.
        known.delete(key);
        known.set(key, before);
        return before;
      }
      misses += 1;
      const found = find();
      if (sizeOf(found) > most) return found;
      known.set(key, found);
      kept += sizeOf(found);
      for (const [oldest, findings] of known) {
        if (kept <= most) break;
        drop(oldest, findings);
      }
      return found;
    },
    counts: () => ({ hits, misses }),
  };
};

const sizeOf = (findings: readonly Finding[]): number => findings.length + 1;
