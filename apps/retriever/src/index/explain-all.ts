import type { TenantQueryable } from '@rollcall/postgres';
import type { Explanation } from '../ranking/explanation.ts';
import type { Scored } from './look-twice.ts';

/** The explanations of passages' scores, by number. Lexemes are named by the collection's vocabulary. */
export const explainAll = async (
  db: TenantQueryable,
  collectionId: string,
  scored: readonly Scored[],
): Promise<Map<number, Explanation>> => {
  const ids = new Set<number>();
  // Once to hear which lexemes it names, once with their names.
  for (const { explain } of scored) {
    explain((lexeme) => {
      ids.add(lexeme);
      return '';
    });
  }
  const { rows } = await db.query<{ id: number; lexeme: string }>({
    name: 'vocabulary.name',
    text: 'SELECT id, lexeme FROM rollcall.vocabulary WHERE collection_id = $1 AND id = ANY($2::int[])',
    values: [collectionId, [...ids]],
  });
  const names = new Map(rows.map(({ id, lexeme }) => [id, lexeme]));
  return new Map(scored.map(({ number, explain }) => [number, explain((lexeme) => names.get(lexeme) ?? '')]));
};
