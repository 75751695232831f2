import { createHash } from 'node:crypto';
import type { Finding } from './recognizers/recognizer.ts';

/** Remembers what was found in a text: types, offsets and scores, never the text or a value. */
export type FindingMemory = {
  /**
   * What `find` found in a text before, else what it finds now. `looked` says what it looks for: with another
   * one the same text is looked at again.
   */
  remember(text: string, looked: string, find: () => readonly Finding[]): readonly Finding[];
};

export type FindingCache = FindingMemory & {
  /** What is known of a text, or undefined; for what has to be asked of somebody else. */
  recall(text: string, looked: string): readonly Finding[] | undefined;
  keep(text: string, looked: string, findings: readonly Finding[]): void;
  /** How often something was known, and how often not. */
  counts(): { hits: number; misses: number };
};

/**
 * A cache in this process' memory, bounded by `most`: the findings of all its texts, and one for each text. What
 * was not asked for longest goes first. Texts are known by their SHA-256. It lives as long as the build that
 * found, so a changed recognizer never meets what an earlier one found; of others who look, `looked` says who they are.
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

  const recall = (key: string): readonly Finding[] | undefined => {
    const before = known.get(key);
    if (before === undefined) {
      misses += 1;
      return undefined;
    }
    hits += 1;
    // A map keeps the order of insertion: put in again, it is the youngest.
    known.delete(key);
    known.set(key, before);
    return before;
  };

  const keep = (key: string, findings: readonly Finding[]): void => {
    const before = known.get(key);
    if (before !== undefined) drop(key, before);
    if (sizeOf(findings) > most) return;
    known.set(key, findings);
    kept += sizeOf(findings);
    for (const [oldest, ofOldest] of known) {
      if (kept <= most) break;
      drop(oldest, ofOldest);
    }
  };

  return {
    remember: (text, looked, find) => {
      const key = keyOf(text, looked);
      const before = recall(key);
      if (before !== undefined) return before;
      const found = find();
      keep(key, found);
      return found;
    },
    recall: (text, looked) => recall(keyOf(text, looked)),
    keep: (text, looked, findings) => keep(keyOf(text, looked), findings),
    counts: () => ({ hits, misses }),
  };
};

const keyOf = (text: string, looked: string): string =>
  createHash('sha256').update(`${looked}\0`).update(text, 'utf16le').digest('base64');

const sizeOf = (findings: readonly Finding[]): number => findings.length + 1;
