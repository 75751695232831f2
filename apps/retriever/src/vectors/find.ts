import type { TenantQueryable } from '@rollcall/postgres';
import { activeSpan, attributes } from '@rollcall/telemetry';
import { type FoundPassage, findPassages, type Question, type Search } from '../find-passages.ts';
import type { Explanation } from '../ranking/explanation.ts';
import { degradedBy, type Ranking, type RankingMode } from './degradation.ts';
import { fetchPassages, findAllowed } from './fetch-passages.ts';
import { type DenseDeps, findDense } from './find-dense.ts';
import { type Fused, fuse, type Place, type Ranked } from './fuse.ts';
import { createSetFinder, type SetFinder } from './set-finder.ts';

/** Passages of each list that are fused: what stands deeper adds less than 1/160 to a score. */
const fusionDepth = 100;

export type HybridQuestion = Question & { mode?: RankingMode | undefined };

/** Where a passage stood before the lists were fused. */
export type FusionExplanation = { fusion: { bm25?: Place; dense?: Place } };

export type Found = {
  passages: (Omit<FoundPassage, 'explanation'> & {
    explanation?: Partial<Explanation> & Partial<FusionExplanation>;
  })[];
  ranking: Ranking;
};

/** How passages are found by a question. Throws `collection.not_found` and `postgres.*`. */
export type Find = (question: HybridQuestion) => Promise<Found>;

export type FindDeps = {
  /** The ranking by words, which answers by itself where there are no vectors. */
  search: Search;
  /** Undefined where no endpoint is set up. */
  dense: DenseDeps | undefined;
  /** Told how each question was answered. */
  onAnswer?: (ranking: Ranking) => void;
};

/**
 * Finds passages by BM25, and by vectors too where the collection has them and the question does not forbid it.
 * Whatever is wrong with the vectors, BM25 alone answers, and the answer says so.
 */
export const createFind = ({ search, dense, onAnswer }: FindDeps): Find => {
  const findSet = dense && createSetFinder(dense.recipe);
  return async (question) => {
    const found = await answer(question, search, dense && findSet && { ...dense, findSet });
    onAnswer?.(found.ranking);
    const { mode, degraded } = found.ranking;
    activeSpan()?.setAttributes({
      [attributes.rankingMode]: mode,
      ...(degraded === undefined ? {} : { [attributes.rankingDegraded]: degraded }),
    });
    return found;
  };
};

/** By words alone, of a database that has no vectors. */
export const findByWords = (search: Search): Find => createFind({ search, dense: undefined });

const answer = async (
  question: HybridQuestion,
  search: Search,
  dense: (DenseDeps & { findSet: SetFinder }) | undefined,
): Promise<Found> => {
  const mode = question.mode ?? 'auto';
  const byWords = async (ranking: Ranking): Promise<Found> => ({
    passages: await findPassages(search, question),
    ranking,
  });
  if (mode === 'bm25') return byWords({ mode: 'bm25' });
  const db = search.lend(question.tenantId);
  const collection = dense && (await dense.findSet(db, question));
  // An unknown collection is for the lookup to refuse.
  if (dense === undefined || collection === undefined) {
    return byWords(mode === 'auto' ? { mode: 'bm25' } : { mode: 'bm25', degraded: 'embeddings.off' });
  }

  const { filter } = question;
  const allowed = filter && (await findAllowed(db, collection.collectionId, filter));
  const [lexical, nearest] = await Promise.all([
    findPassages(search, { ...question, k: Math.max(question.k, fusionDepth) }),
    findDense(db, collection, { query: question.query, most: fusionDepth, allowed }, dense).catch(degradedBy),
  ]);
  if (typeof nearest === 'string') {
    return { passages: lexical.slice(0, question.k), ranking: { mode: 'bm25', degraded: nearest } };
  }
  // What stands at a right angle to the question, or points the other way, has nothing to do with it.
  const near = nearest.filter(({ score }) => score > 0);
  return { passages: await fused(db, question, lexical, near), ranking: { mode: 'hybrid' } };
};

const fused = async (
  db: TenantQueryable,
  question: HybridQuestion,
  lexical: readonly FoundPassage[],
  nearest: readonly Ranked[],
): Promise<Found['passages']> => {
  const known = new Map(lexical.map((passage) => [passage.passageId, passage]));
  const ranked = fuse(lexical, nearest);
  const unknown = ranked.slice(0, question.k).filter(({ passageId }) => !known.has(passageId));
  for (const passage of await fetchPassages(db, question, unknown)) known.set(passage.passageId, passage);
  return ranked
    .slice(0, question.k)
    .map((one) => {
      const passage = known.get(one.passageId);
      return passage && { ...passage, score: one.score, ...explained(question, passage, one) };
    })
    .filter((passage) => passage !== undefined);
};

const explained = (
  { explain }: HybridQuestion,
  passage: FoundPassage,
  { bm25, dense }: Fused,
): Pick<Found['passages'][number], 'explanation'> => {
  if (explain !== true) return {};
  const fusion = { ...(bm25 && { bm25 }), ...(dense && { dense }) };
  return { explanation: { ...passage.explanation, fusion } satisfies FusionExplanation };
};
