/** A passage with its score in one list; lists stand best first and name no passage twice. */
export type Ranked = { passageId: string; score: number };

/** Where a passage stood in one list; ranks count from 1. */
export type Place = { rank: number; score: number };

/** A passage of the fused list; a list that does not have it gives no place. */
export type Fused = Ranked & { bm25?: Place; dense?: Place };

/** What damps the first ranks: Cormack et al. found 60 in a pilot study and no better one on four TREC sets. */
export const fusionConstant = 60;

/**
 * Reciprocal rank fusion (Cormack, Clarke and Buettcher, "Reciprocal Rank Fusion outperforms Condorcet and
 * individual Rank Learning Methods", SIGIR 2009): a passage's score is the sum of `1 / (60 + rank)` over the lists
 * that have it, best first. It looks at ranks alone, so the lists' scores need no common scale.
 *
 * Equal scores keep BM25's order, and those without a place there the order of the vectors: the same two lists
 * always give the same answer.
 */
export const fuse = (bm25: readonly Ranked[], dense: readonly Ranked[]): Fused[] => {
  const byId = new Map<string, Fused>();
  for (const [index, { passageId, score }] of bm25.entries()) {
    byId.set(passageId, { passageId, score: 0, bm25: { rank: index + 1, score } });
  }
  for (const [index, { passageId, score }] of dense.entries()) {
    const known = byId.get(passageId) ?? { passageId, score: 0 };
    byId.set(passageId, { ...known, dense: { rank: index + 1, score } });
  }
  const fused = [...byId.values()].map((one) => ({ ...one, score: share(one.bm25) + share(one.dense) }));
  return fused.sort((a, b) => b.score - a.score || order(a.bm25, b.bm25) || order(a.dense, b.dense));
};

const share = (place: Place | undefined): number =>
  place === undefined ? 0 : 1 / (fusionConstant + place.rank);

/** Who stands in the list comes before who does not. */
const order = (a: Place | undefined, b: Place | undefined): number =>
  (a?.rank ?? Number.MAX_SAFE_INTEGER) - (b?.rank ?? Number.MAX_SAFE_INTEGER);
