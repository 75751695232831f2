import { loadPeer } from '../peers/load.ts';
import type { BenchPassage } from './passages.ts';

/** What is used of the package. */
export type MiniSearchPackage = {
  default: new (options: {
    fields: string[];
    searchOptions: { boost: Record<string, number>; combineWith: 'OR' };
  }) => { addAll(passages: readonly BenchPassage[]): void; search(query: string): unknown[] };
};

/**
 * MiniSearch (BM25+ in JavaScript, in this process) over the same passages; without HTTP and Postgres. Throws where the
 * peers are not installed.
 */
export const openMiniSearch = async (
  passages: readonly BenchPassage[],
  load: () => Promise<unknown> = () => loadPeer('minisearch'),
) => {
  const { default: MiniSearch } = (await load()) as MiniSearchPackage;
  const from = performance.now();
  const index = new MiniSearch({
    fields: ['title', 'text'],
    searchOptions: { boost: { title: 2 }, combineWith: 'OR' },
  });
  index.addAll(passages);
  const seconds = (performance.now() - from) / 1000;
  return { seconds, ask: async (query: string) => index.search(query).slice(0, 10) };
};
