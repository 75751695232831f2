import type { EntityType } from '../../entities.ts';
import { ownTypeOf, type TypeMapping } from '../foreign-types.ts';

/** What a label of a token says. */
export type Label = {
  /** It begins a name of its own, also right behind another one of its kind. */
  begins: boolean;
  /** The label without its prefix. */
  tag: string;
  /** Our type; undefined for outside and for what has no counterpart. */
  entity: EntityType | undefined;
};

/** Reads a label of BIO, BIOES or BILOU, or one without a prefix. */
export const readLabel = (label: string, mapping: TypeMapping): Label => {
  const [, prefix, tag] = /^([BIESLU])[-_](.+)$/.exec(label) ?? [undefined, 'I', label];
  const begins = prefix === 'B' || prefix === 'S' || prefix === 'U';
  return { begins, tag: tag!, entity: label === 'O' ? undefined : ownTypeOf(tag!, mapping) };
};

/** The types that a model's labels lead to, each once. */
export const typesOf = (labels: readonly string[], mapping: TypeMapping): EntityType[] => [
  ...new Set(labels.flatMap((label) => readLabel(label, mapping).entity ?? [])),
];
