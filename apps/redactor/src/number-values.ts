import { findPlaceholders, placeholderOf } from '@rollcall/vault';
import type { EntityType } from './entities.ts';

/** A value of a document, by what all its spellings have in common. */
export type ValueKey = { entity: EntityType; identity: string };

/** The key of a value as one text. */
export const keyOf = ({ entity, identity }: ValueKey): string => `${entity} ${identity}`;

/**
 * Hands out numbers to values in the given order, from 1 for each type. Numbers are by `keyOf`; a placeholder
 * among `taken` is skipped.
 */
export const numberInDocument = (
  values: readonly ValueKey[],
  taken: ReadonlySet<string>,
): Map<string, number> => {
  const last = new Map<EntityType, number>();
  return new Map(
    values.map((value) => {
      let number = (last.get(value.entity) ?? 0) + 1;
      while (taken.has(placeholderOf(value.entity, number))) number += 1;
      last.set(value.entity, number);
      return [keyOf(value), number];
    }),
  );
};

/** The placeholders of these types that a user's own text writes, in any form in which they would be restored. */
export const writtenPlaceholders = (texts: readonly string[], types: Iterable<string>): Set<string> => {
  const all = new Set(types);
  return new Set(texts.flatMap((text) => findPlaceholders(text, all).map(({ placeholder }) => placeholder)));
};
