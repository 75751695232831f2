import { jobId, type Outcome, type Payload, payloads } from '@rollcall/pipeline';
import type { Database } from '@rollcall/postgres';
import type { Consumer, Queue } from '@rollcall/queue';
import { type KeyRing, putEntries } from '@rollcall/vault';

/** What the stand-in answers to a row: an outcome, and the masked values that its answer names. */
export type StandInAnswer = {
  outcome: Outcome;
  entries?: { placeholder: string; type: string; original: string }[];
  parts?: Partial<Payload<'settle'>>;
  /** Keep the vault empty although values were masked. */
  loseVault?: boolean;
};

/**
 * Stands in for the five hops between the gateway's door and its settle: takes `retrieve` jobs from the
 * real queue and adds the `settle` job that the test decides.
 */
export const startStandInPipeline = (
  { db, queue, ring }: { db: Database; queue: Queue; ring: KeyRing },
  answer: () => StandInAnswer,
): Promise<Consumer> =>
  queue.consume(
    'retrieve',
    async (job) => {
      const payload = payloads.retrieve.parse(job.payload);
      const { outcome, entries = [], parts = {}, loseVault } = answer();
      const { rows } = await db.query<{ tenant_id: string }>({
        name: 'test.tenant',
        text: 'SELECT tenant_id FROM rollcall.rows WHERE id = $1',
        values: [payload.rowId],
      });
      if (!loseVault) {
        const binding = { tenant: rows[0]?.tenant_id ?? '', rowId: payload.rowId, epoch: payload.epoch };
        await putEntries(db, ring, { ...binding, entries, ttlMs: 60_000 });
      }
      const redactions: Record<string, number> = {};
      for (const { type } of entries) redactions[type] = (redactions[type] ?? 0) + 1;
      const masked = { question: '', messages: [], passages: [], redactions };
      const key = { hop: 'settle' as const, rowId: payload.rowId, epoch: payload.epoch };
      await queue.add(key, { ...payload, masked, ...parts, outcome, standIn: jobId(key) });
      return { kind: 'done' };
    },
    { concurrency: 4 },
  );
