import { Failure } from '@rollcall/failures';
import { type RowView, readClosed } from '@rollcall/ledger';
import type { Database } from '@rollcall/postgres';
import { failureFields, type Log } from '@rollcall/telemetry';

/** Time between two looks at the ledger while somebody waits; milliseconds. */
const pollMs = 40;

export type Waiters = {
  /**
   * Resolves with the row when it is closed. Rejects with `service.overloaded` when too many wait already,
   * with `service.draining` when the gateway stops.
   */
  wait(rowId: string, signal: AbortSignal): Promise<RowView>;
  start(): () => Promise<void>;
};

type Waiter = { resolve(row: RowView): void; reject(thrown: unknown): void };

/**
 * Callers that wait for their rows. One query asks for all of them: four hundred callers are one
 * statement every few milliseconds, not four hundred, and the ledger, not the queue, says that a row is
 * done.
 */
export const createWaiters = (db: Database, options: { most: number; log: Log }): Waiters => {
  const waiting = new Map<string, Waiter>();

  const wait: Waiters['wait'] = (rowId, signal) => {
    if (waiting.size >= options.most) {
      throw new Failure('service.overloaded', { details: { retryAfterSeconds: 5 } });
    }
    return new Promise<RowView>((resolve, reject) => {
      waiting.set(rowId, { resolve, reject });
      signal.addEventListener('abort', () => waiting.delete(rowId), { once: true });
    });
  };

  const look = async (): Promise<void> => {
    if (waiting.size === 0) return;
    for (const row of await readClosed(db, [...waiting.keys()])) {
      waiting.get(row.id)?.resolve(row);
      waiting.delete(row.id);
    }
  };

  const start = () => {
    let running = true;
    const loop = (async () => {
      while (running || waiting.size > 0) {
        await look().catch((thrown) =>
          options.log.warn('looking for closed rows failed', failureFields(thrown)),
        );
        await new Promise((resolve) => setTimeout(resolve, pollMs));
        if (!running) {
          for (const waiter of waiting.values()) waiter.reject(new Failure('service.draining'));
          waiting.clear();
        }
      }
    })();
    return async () => {
      running = false;
      await loop;
    };
  };
  return { wait, start };
};
