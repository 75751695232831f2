import MiniSearch from 'minisearch';
import type { BenchPassage } from './passages.ts';

/** MiniSearch (BM25+ in JavaScript, in this process) over the same passages; without HTTP and Postgres. */
export const openMiniSearch = (passages: readonly BenchPassage[]) => {
  const from = performance.now();
  const index = new MiniSearch<BenchPassage>({
    fields: ['title', 'text'],
    searchOptions: { boost: { title: 2 }, combineWith: 'OR' },
  });
  index.addAll(passages);
  const seconds = (performance.now() - from) / 1000;
  return { seconds, ask: async (query: string) => index.search(query).slice(0, 10) };
};
