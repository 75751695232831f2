import { randomUUID } from 'node:crypto';
import { Failure } from '@rollcall/failures';
import { failedAt, first, type Hop, payloadVersion } from '@rollcall/pipeline';
import { documents, everyone, type Fault } from '../fault.ts';
import type { RunUnderFire } from '../run-under-fire.ts';
import type { Site } from '../site.ts';

const rowsOf = async (site: Site, run: RunUnderFire): Promise<{ rowId: string; epoch: number }[]> => {
  const { rows } = await site.db.query<{ rowId: string; epoch: number }>({
    name: 'faults.row_ids',
    text: 'SELECT id AS "rowId", epoch FROM rollcall.rows WHERE run_id = $1',
    values: [run.id],
  });
  return rows;
};

const strangers: { rowId: string; epoch: number }[] = [];
const stranger = (): { rowId: string; epoch: number } => {
  const key = { rowId: randomUUID(), epoch: 1 };
  strangers.push(key);
  return key;
};

export const jobFaults: Fault[] = [
  {
    name: 'poison-jobs',
    what: 'at every hop a job of an unknown version, one of garbage and one of a row that does not exist',
    inject: async (site) => {
      for (const hop of ['retrieve', 'redact', 'ground', 'generate', 'verify', 'settle'] as Hop[]) {
        const newer = stranger();
        await site.queue.add({ hop, ...newer }, { ...first(newer), v: payloadVersion + 1 });
        await site.queue.add({ hop, ...stranger() }, { garbage: true });
      }
      const nobody = stranger();
      await site.queue.add({ hop: 'retrieve', ...nobody }, first(nobody));
    },
    undo: async (site) => {
      await site.queue.discard(strangers.splice(0));
    },
    expect: { ...everyone, modelCalls: documents },
  },
  {
    name: 'jobs-twice',
    what: 'every job is enqueued again, under its own id and under another one',
    inject: async (site, run) => {
      for (const { rowId, epoch } of await rowsOf(site, run)) {
        const payload = first({ rowId, epoch });
        await site.queue.add({ hop: 'retrieve', rowId, epoch }, payload);
        await site.queue.add({ hop: 'retrieve', rowId, epoch: epoch + 1 }, payload);
      }
    },
    // The copy's next jobs have the ids of the first one's: it is paid for once.
    expect: { ...everyone, modelCalls: documents },
  },
  {
    name: 'settled-twice',
    what: 'a second end arrives for every row, after its first or before it: the first close wins',
    inject: async (site, run) => {
      await run.closed(20);
      for (const { rowId, epoch } of await rowsOf(site, run)) {
        const outcome = failedAt('verify', new Failure('verify.failed'));
        await site.queue.add(
          { hop: 'settle', rowId, epoch: epoch + 1 },
          { ...first({ rowId, epoch }), outcome },
        );
      }
    },
    expect: { answered: 20, codes: ['verify.failed'], exit: 3 },
  },
];
