/** What is judged of a query: document id -> relevance. One that is not listed, or has 0 or less, is not relevant. */
export type Judgements = ReadonlyMap<string, number>;

/** How well one query was answered; each from 0 to 1, over the best `k` documents. */
export type Measures = { ndcg: number; recall: number; reciprocalRank: number; precisionAt1: number };

/**
 * The measures of trec_eval: `ndcg_cut` (gain = relevance, discounted by log2(rank + 1), divided by the best order's),
 * `recall`, `recip_rank` (0 where no relevant document is among the `k`) and `P_1`. Unlike trec_eval, which breaks
 * ties of scores anew, it takes the documents in the order in which they were ranked. A document that is ranked
 * twice counts at its first place. The query has at least one relevant document.
 */
export const measure = (ranked: readonly string[], judged: Judgements, k: number): Measures => {
  const gains = [...new Set(ranked)].slice(0, k).map((document) => gainOf(judged.get(document)));
  const ideal = [...judged.values()]
    .map(gainOf)
    .filter((gain) => gain > 0)
    .sort((a, b) => b - a);
  const first = gains.findIndex((gain) => gain > 0);
  return {
    ndcg: discounted(gains) / discounted(ideal.slice(0, k)),
    recall: gains.filter((gain) => gain > 0).length / ideal.length,
    reciprocalRank: first === -1 ? 0 : 1 / (first + 1),
    precisionAt1: first === 0 ? 1 : 0,
  };
};

const gainOf = (relevance: number | undefined): number => Math.max(0, relevance ?? 0);

const discounted = (gains: number[]): number =>
  gains.reduce((sum, gain, index) => sum + gain / Math.log2(index + 2), 0);
