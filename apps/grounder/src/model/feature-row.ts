/**
 * Named features in groups, each group's in a fixed order. They are not joined into one object: one of so many
 * fields is several times slower to make and to read.
 */
export type FeatureGroups = readonly Readonly<Record<string, number>>[];

/** The values of all groups in order: a model's input. */
export const rowOf = (groups: FeatureGroups): number[] => groups.flatMap((group) => Object.values(group));

/** The names that belong to the values of `rowOf`. */
export const featureNamesOf = (groups: FeatureGroups): string[] =>
  groups.flatMap((group) => Object.keys(group));
