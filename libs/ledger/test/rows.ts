import { randomUUID } from 'node:crypto';
import type { Database } from '@rollcall/postgres';
import { openRows, openRun } from '../src/index.ts';

export const tenantId = '00000000-0000-4000-8000-000000000001';

/** Opens a run with `count` rows and returns their ids. */
export const openTestRun = async (
  db: Database,
  count: number,
  deadlineMs = 60_000,
): Promise<{ runId: string; rowIds: string[] }> => {
  const runId = randomUUID();
  await openRun(db, {
    id: runId,
    tenantId,
    dataset: 'test',
    datasetSha256: '',
    documents: count,
    collection: undefined,
    settings: {},
    workDeadlineMs: deadlineMs,
  });
  const rowIds = Array.from({ length: count }, () => randomUUID());
  await openRows(
    db,
    rowIds.map((id, index) => ({
      id,
      tenantId,
      runId,
      documentId: `document-${index}`,
      deadlineMs,
      request: {
        messages: [{ role: 'user' as const, content: 'who?' }],
        k: 1,
        params: {},
        treatment: { grounding: 'annotate' as const, abstain: false },
      },
    })),
  );
  return { runId, rowIds };
};
