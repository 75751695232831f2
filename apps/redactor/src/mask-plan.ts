import { type AnalyzeOptions, analyzeTogether } from './analyze.ts';
import type { EntityType } from './entities.ts';
import type { MaskingOperator, MaskingPolicy } from './masking-policy.ts';
import { keyOf, type ValueKey } from './number-values.ts';
import { recognisePeople } from './people.ts';
import { identityOf } from './value-identity.ts';

/** A finding with its value, and what the value is restored to: for a person the fullest name of the document. */
export type PlannedValue = ValueKey & { start: number; end: number; value: string; original: string };

/** What is to be replaced in the texts of one document. */
export type Plan = {
  texts: readonly string[];
  /** By text, in order and without overlaps. */
  found: readonly PlannedValue[][];
  operatorOf(entity: EntityType): MaskingOperator;
};

/** Finds the personal data of a document's texts and tells which findings are the same value. */
export const planMasking = (
  texts: readonly string[],
  { analysis, operatorOf }: MaskingPolicy,
  { cache, alsoFound }: Pick<AnalyzeOptions, 'cache' | 'alsoFound'> = {},
): Plan => {
  const findings = analyzeTogether(texts, { ...analysis, cache, alsoFound }).map((ofText, part) =>
    ofText.map(({ entity, start, end }) => ({ entity, start, end, value: texts[part]!.slice(start, end) })),
  );
  const people = recognisePeople(
    findings.map((ofText) => ofText.filter(({ entity }) => entity === 'PERSON').map(({ value }) => value)),
  );
  const originals = new Map<string, string>();
  const found = findings.map((ofText, part) =>
    ofText.map((finding) => {
      const { entity, value } = finding;
      const isPerson = entity === 'PERSON';
      const identity = isPerson ? people.keyOf(value, part) : identityOf(entity, value);
      const key = keyOf({ entity, identity });
      const original = originals.get(key) ?? (isPerson ? people.fullNameOf(identity) : value);
      originals.set(key, original);
      return { ...finding, identity, original };
    }),
  );
  return { texts, found, operatorOf };
};

/** The values that need a placeholder, each once, in the order of their first appearance. */
export const valuesToNumber = ({ found, operatorOf }: Plan): PlannedValue[] =>
  distinct(found.flat().filter(({ entity }) => operatorOf(entity).type === 'placeholder'));

/** Distinct masked values by type. */
export const countByType = ({ found }: Plan): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { entity } of distinct(found.flat())) counts[entity] = (counts[entity] ?? 0) + 1;
  return counts;
};

/** Each value once, as it first appears. */
const distinct = (values: readonly PlannedValue[]): PlannedValue[] =>
  Array.from(Map.groupBy(values, keyOf).values(), ([first]) => first!);
