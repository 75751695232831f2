import type { Condition } from './condition.ts';
import { isIndexed, toJsonpath } from './to-jsonpath.ts';

/** How Postgres finds the documents that meet a condition: by an index of their metadata, or by reading all of it. */
export type Way = 'indexed' | 'scanned';

/** A filter as a statement takes it: another text for each way, and the condition as one parameter. */
export type SqlFilter = { way: Way; parameter: string };

/** A condition on the documents of a collection. What the index can narrow down at all is left to it. */
export const sqlFilter = (condition: Condition, collectionId: string): SqlFilter =>
  isIndexed(condition)
    ? { way: 'indexed', parameter: toJsonpath(condition, `$."${collectionId}"`) }
    : { way: 'scanned', parameter: toJsonpath(condition) };

/**
 * A query for the numbers of the passages of `searched` (a row of `collections`) whose documents meet the condition.
 *
 * @param place of the filter's parameter in the statement: `$4`
 */
export const allowedNumbers: Readonly<Record<Way, (place: string) => string>> = {
  indexed: (place) => `
    SELECT p.number FROM rollcall.documents_with(searched.id, ${place}::jsonpath) AS met (id)
      JOIN rollcall.passages p ON p.document_id = met.id WHERE p.number IS NOT NULL`,
  scanned: (place) => `
    SELECT p.number FROM rollcall.documents d JOIN rollcall.passages p ON p.document_id = d.id
    WHERE d.collection_id = searched.id AND d.metadata @@ ${place}::jsonpath AND p.number IS NOT NULL`,
};
