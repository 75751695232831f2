import { Failure } from '@rollcall/failures';
import type { Payload, Verdict, VerdictAction } from '@rollcall/pipeline';
import type { Database } from '@rollcall/postgres';
import { activeSpan, attributes } from '@rollcall/telemetry';
import { type KeyRing, readEntries, restore, type VaultEntry } from '@rollcall/vault';
import { alignPassage } from './align-passage.ts';

export type RestoredCitation = {
  documentId: string | null;
  passageId: string;
  title: string | null;
  /** UTF-16 offsets into the passage's own text, end exclusive; `text` is that slice. */
  start: number;
  end: number;
  text: string;
};

export type RestoredDocument = {
  answer: string;
  verdict: Verdict | undefined;
  citations: RestoredCitation[];
};

/**
 * The answer with its original values. The offsets of its claims are moved through the same edits, those of
 * its citations to the stored passages, so that a slice is the text that it names. Throws `settle.vault_missing`, `settle.vault_unreadable`
 * and `postgres.*`.
 */
export const restoreDocument = async (
  job: Payload<'settle'>,
  maskedAnswer: string,
  { db, ring }: { db: Database; ring: KeyRing },
): Promise<RestoredDocument> => {
  const tenant = await tenantOf(db, job.rowId);
  const entries = await vaultEntries(job, tenant, { db, ring });
  const answer = restore(maskedAnswer, entries);
  activeSpan()?.setAttribute(attributes.unknownPlaceholders, answer.unknown);
  // An answer that was withheld is judged all the same: the verdict's offsets belong to what the model said.
  const judged = withheld(job) ? restore(job.generated?.text ?? '', entries) : answer;
  const sources = await readSources(job, tenant, db);
  const passages = new Map(
    (job.masked?.passages ?? []).map((passage) => [
      passage.id,
      locate(passage.text, sources, passage.id, entries),
    ]),
  );
  const citationOf = (citation: { passageId: string; start: number; end: number }): RestoredCitation => {
    const passage = passages.get(citation.passageId);
    const { start, end } = passage?.range(citation) ?? citation;
    const source = sources.get(citation.passageId);
    return {
      documentId: source?.documentId ?? null,
      passageId: citation.passageId,
      title: source?.title ?? null,
      start,
      end,
      text: passage?.text.slice(start, end) ?? '',
    };
  };
  const verdict: Verdict | undefined = job.verdict && {
    ...job.verdict,
    ...(job.verdict.action === undefined ? {} : { action: restoreAction(job.verdict.action, entries) }),
    claims: job.verdict.claims.map((claim) => {
      const { start, end } = judged.mapRange(claim);
      return {
        ...claim,
        text: judged.text.slice(start, end),
        start,
        end,
        citations: claim.citations.map((citation) => {
          const { passageId, start: from, end: to } = citationOf(citation);
          return { passageId, start: from, end: to };
        }),
        unsupportedSpans: claim.unsupportedSpans.map(judged.mapRange),
      };
    }),
  };
  const cited = (job.verdict?.claims ?? []).flatMap((claim) => claim.citations);
  const distinct = new Map(cited.map((at) => [`${at.passageId} ${at.start} ${at.end}`, at]));
  return { answer: answer.text, verdict, citations: [...distinct.values()].map(citationOf) };
};

/** The sentences that were taken out are the operator's to see, with their values. */
const restoreAction = (action: VerdictAction, entries: VaultEntry[]): VerdictAction =>
  action.removed === undefined
    ? action
    : {
        ...action,
        removed: action.removed.map((one) => ({ ...one, text: restore(one.text, entries).text })),
      };

const withheld = ({ outcome }: Payload<'settle'>): boolean =>
  outcome.status === 'abstained' && outcome.reason === 'verdict';

/** Whose the row is: a payload is not asked. */
const tenantOf = async (db: Database, rowId: string): Promise<string | undefined> => {
  const { rows } = await db.query<{ tenant_id: string }>({
    name: 'ledger.tenant_of',
    text: 'SELECT tenant_id FROM rollcall.rows WHERE id = $1',
    values: [rowId],
  });
  return rows[0]?.tenant_id;
};

const vaultEntries = async (
  job: Payload<'settle'>,
  tenant: string | undefined,
  { db, ring }: { db: Database; ring: KeyRing },
): Promise<VaultEntry[]> => {
  if (Object.keys(job.masked?.redactions ?? {}).length === 0) return [];
  if (tenant === undefined) throw new Failure('settle.vault_missing');
  return readEntries(db, ring, { tenant, rowId: job.rowId, epoch: job.epoch });
};

type Source = { documentId: string; title: string | null; text: string };

/**
 * The text that a citation's offsets belong to: the passage as it is stored, or, where that was replaced
 * meanwhile, the masked one with its values put back.
 */
const locate = (masked: string, sources: Map<string, Source>, id: string, entries: VaultEntry[]) => {
  const stored = sources.get(id)?.text;
  const range = stored === undefined ? undefined : alignPassage(masked, stored, entries);
  if (stored !== undefined && range !== undefined) return { text: stored, range };
  const restored = restore(masked, entries);
  return { text: restored.text, range: restored.mapRange };
};

/**
 * The passages as they are stored, and the names that users gave to their documents; those of the row's own
 * tenant, whatever a payload says.
 */
const readSources = async (
  job: Payload<'settle'>,
  tenant: string | undefined,
  db: Database,
): Promise<Map<string, Source>> => {
  const ids = (job.masked?.passages ?? []).map((passage) => passage.id);
  if (ids.length === 0 || tenant === undefined) return new Map();
  const { rows } = await db.as(tenant).query<Source & { id: string }>({
    name: 'passages.sources',
    text: `SELECT p.id, p.text, d.external_id AS "documentId", d.title FROM rollcall.passages p
           JOIN rollcall.documents d ON d.id = p.document_id WHERE p.id = ANY($1) AND p.tenant_id = $2`,
    values: [ids, tenant],
  });
  return new Map(rows.map(({ id, ...source }) => [id, source]));
};
