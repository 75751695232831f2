import { Failure } from '@rollcall/failures';
import {
  type MaskedPassage,
  type PassageRef,
  type RedactionPolicy,
  redactionPolicy,
} from '@rollcall/pipeline';
import type { Tenants } from '@rollcall/postgres';

/** What the operator says about a collection's text; `version` is undefined for text of no collection. */
export type CollectionPolicy = {
  redaction: 'mask' | 'off';
  policy: RedactionPolicy;
  version: number | undefined;
};

const usual: CollectionPolicy = { redaction: 'mask', policy: {}, version: undefined };

/**
 * The operator's policy for a collection; text of no collection, or of one that is gone, is masked as usual.
 * Throws `redact.policy_invalid` for a policy that this build cannot read.
 */
export const readPolicy = async (
  db: Tenants,
  { tenantId, collection }: { tenantId: string; collection: string | undefined },
): Promise<CollectionPolicy> => {
  if (collection === undefined) return usual;
  const { rows } = await db
    .as(tenantId)
    .query<{ redaction: 'mask' | 'off'; policy: unknown; version: number }>({
      name: 'redact.policy',
      text: `SELECT redaction, redaction_policy AS policy, redaction_version AS version
           FROM rollcall.collections WHERE tenant_id = $1 AND name = $2`,
      values: [tenantId, collection],
    });
  const [row] = rows;
  if (row === undefined) return usual;
  const read = redactionPolicy.safeParse(row.policy);
  if (!read.success) throw new Failure('redact.policy_invalid', { cause: read.error });
  return { redaction: row.redaction, policy: read.data, version: row.version };
};

/**
 * The text of the passages that were found, in their order and with their scores. One that was deleted
 * meanwhile is left out, and so is one of another tenant, whatever a payload says. `documents` are the ids of
 * the documents that they come from.
 */
export const readPassages = async (
  db: Tenants,
  tenantId: string,
  retrieved: readonly PassageRef[],
): Promise<{ passages: MaskedPassage[]; documents: string[] }> => {
  if (retrieved.length === 0) return { passages: [], documents: [] };
  const { rows } = await db
    .as(tenantId)
    .query<{ id: string; document: string; title: string | null; text: string }>({
      name: 'redact.passages',
      text: `SELECT p.id, d.id AS document, d.title, p.text FROM rollcall.passages p
           JOIN rollcall.documents d ON d.id = p.document_id
           WHERE p.id = ANY($1::uuid[]) AND p.tenant_id = $2`,
      values: [retrieved.map(({ passageId }) => passageId), tenantId],
    });
  const byId = new Map(rows.map((row) => [row.id, row]));
  const passages = retrieved.flatMap(({ passageId, score }) => {
    const row = byId.get(passageId);
    if (row === undefined) return [];
    return [{ id: row.id, ...(row.title === null ? {} : { title: row.title }), text: row.text, score }];
  });
  return { passages, documents: [...new Set(rows.map(({ document }) => document))] };
};
