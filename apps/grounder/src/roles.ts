import type { ClaimReading } from './claim-reading.ts';
import type { Finding } from './hard-evidence.ts';
import type { Word } from './terms.ts';

/** More words than this between two parties are no single predicate. */
const longestPredicate = 8;

/**
 * `Smith sued Jones` where the source says `Jones sued Smith`: two different names or facts with the very
 * same words between them, the other way round. A passive has other words between them and is not meant.
 */
export const rolesSwapped = ({ words, bearingWords }: ClaimReading): Finding[] => {
  const claim = words.map(({ word }) => word);
  for (const { first, second } of pairs(claim)) {
    const [a, b] = [claim[first]!, claim[second]!];
    const between = claim.slice(first + 1, second);
    if (
      !between.some(({ content, kind }) => content && kind === 'word') ||
      saysInOrder(bearingWords, a, between, b)
    )
      continue;
    if (saysInOrder(bearingWords, b, between, a)) {
      return [{ code: 'roles_swapped', from: first, to: second + 1, certain: true }];
    }
  }
  return [];
};

/** Neighbouring names and facts, by index. */
const pairs = (words: readonly Word[]): { first: number; second: number }[] => {
  const marked = words.flatMap(({ content, kind }, at) => (content && kind !== 'word' ? [at] : []));
  return marked.flatMap((first, at) =>
    marked
      .slice(at + 1)
      .filter((second) => second - first > 1 && second - first <= longestPredicate + 1)
      .map((second) => ({ first, second })),
  );
};

const saysInOrder = (source: readonly Word[], a: Word, between: readonly Word[], b: Word): boolean => {
  const line = [a, ...between, b];
  for (let start = 0; start + line.length <= source.length; start += 1) {
    if (line.every((word, at) => word.keys[0] === source[start + at]!.keys[0])) return true;
  }
  return false;
};
