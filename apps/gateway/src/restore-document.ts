import { Failure } from '@rollcall/failures';
import type { Payload, Verdict } from '@rollcall/pipeline';
import type { Database } from '@rollcall/postgres';
import { type KeyRing, readEntries, restore } from '@rollcall/vault';

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
 * The answer with its original values, and every offset of its claims and citations moved through the same
 * edits, so that a slice is the text that it names. Throws `settle.vault_missing`, `settle.vault_unreadable`
 * and `postgres.*`.
 */
export const restoreDocument = async (
  job: Payload<'settle'>,
  maskedAnswer: string,
  { db, ring }: { db: Database; ring: KeyRing },
): Promise<RestoredDocument> => {
  const entries = await vaultEntries(job, db, ring);
  const answer = restore(maskedAnswer, entries);
  // An answer that was withheld is judged all the same: the verdict's offsets belong to what the model said.
  const judged = withheld(job) ? restore(job.generated?.text ?? '', entries) : answer;
  const names = await readNames(db, job);
  const passages = new Map(
    (job.masked?.passages ?? []).map((passage) => [passage.id, restore(passage.text, entries)]),
  );
  const citationOf = (citation: { passageId: string; start: number; end: number }): RestoredCitation => {
    const passage = passages.get(citation.passageId);
    const { start, end } = passage?.mapRange(citation) ?? citation;
    const name = names.get(citation.passageId);
    return {
      documentId: name?.documentId ?? null,
      passageId: citation.passageId,
      title: name?.title ?? null,
      start,
      end,
      text: passage?.text.slice(start, end) ?? '',
    };
  };
  const verdict: Verdict | undefined = job.verdict && {
    ...job.verdict,
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

const withheld = ({ outcome }: Payload<'settle'>): boolean =>
  outcome.status === 'abstained' && outcome.reason === 'verdict';

const vaultEntries = async (job: Payload<'settle'>, db: Database, ring: KeyRing) => {
  if (Object.keys(job.masked?.redactions ?? {}).length === 0) return [];
  const { rows } = await db.query<{ tenant_id: string }>({
    name: 'ledger.tenant_of',
    text: 'SELECT tenant_id FROM rollcall.rows WHERE id = $1',
    values: [job.rowId],
  });
  if (!rows[0]) throw new Failure('settle.vault_missing');
  return readEntries(db, ring, { tenant: rows[0].tenant_id, rowId: job.rowId, epoch: job.epoch });
};

/** The names that users gave to the documents of these passages; they stay inside Postgres until here. */
const readNames = async (db: Database, job: Payload<'settle'>) => {
  const ids = (job.masked?.passages ?? []).map((passage) => passage.id);
  if (ids.length === 0) return new Map<string, { documentId: string; title: string | null }>();
  const { rows } = await db.query<{ id: string; documentId: string; title: string | null }>({
    name: 'passages.names',
    text: `SELECT p.id, d.external_id AS "documentId", d.title FROM rollcall.passages p
           JOIN rollcall.documents d ON d.id = p.document_id WHERE p.id = ANY($1)`,
    values: [ids],
  });
  return new Map(rows.map((row) => [row.id, { documentId: row.documentId, title: row.title }]));
};
