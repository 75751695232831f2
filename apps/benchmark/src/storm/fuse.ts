import type { Dataset } from '../dataset/read-dataset.ts';
import type { Session } from '../session.ts';
import type { Judge } from '../stack/judge.ts';
import { fireRequests } from './fire-requests.ts';
import { openStormRows } from './fire-rows.ts';
import type { StormRows } from './postgres-figures.ts';
import { repeatDocuments } from './repeat-dataset.ts';
import type { StormParts } from './run-storm.ts';
import { deadlineMsOf } from './stack-settings.ts';

export type FuseParts = {
  /** The storm's id: its requests' idempotency keys begin with it. */
  id: string;
  tenantId: string;
  collection: string;
  gatewayUrl: string;
  key: string | undefined;
  dataset: Dataset;
  documents: number;
  k: number;
  via: 'http' | 'queue';
  judge: Judge | undefined;
};

/** How the storm's rows are known in the ledger, and what fires it. */
export type Fuse = { rows: StormRows; fire: StormParts['fire'] };

/** Lays the fuse: requests to the gateway, or rows that are opened now and enqueued when it is lit. */
export const layFuse = async (session: Session, parts: FuseParts): Promise<Fuse> => {
  const { id, tenantId, collection, gatewayUrl, key, dataset, documents: count, k, via, judge } = parts;
  const documents = repeatDocuments(dataset, count);
  const deadlineMs = deadlineMsOf(count);
  if (via === 'http') {
    const keyBeginning = `storm-${id}-`;
    const door = { gatewayUrl, key, collection, k, deadlineMs, keyBeginning };
    return {
      rows: { by: 'key', tenantId, beginning: keyBeginning },
      fire: (signal) => fireRequests(documents, door, signal),
    };
  }
  const opened = await openStormRows(
    session,
    { ...dataset, documents },
    {
      tenantId,
      collection,
      k,
      judge,
      workDeadlineMs: deadlineMs,
      params: {},
      model: 'small-extractive',
      endpoint: undefined,
    },
  );
  return {
    rows: { by: 'run', runId: opened.runId },
    fire: async (signal) => {
      await opened.enqueue(signal);
      return { answers: [], sentAgain: 0 };
    },
  };
};
