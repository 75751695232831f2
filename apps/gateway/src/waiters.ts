import { Failure } from '@rollcall/failures';
import { type RowView, readClosed } from '@rollcall/ledger';
import type { Database } from '@rollcall/postgres';
import { failureFields, type Log } from '@rollcall/telemetry';

/** Time between two looks at the ledger while somebody waits; milliseconds. */
const pollMs = 40;

export type Waiters = {
  /**
   * Keeps one of the places for a caller who will wait, from before its row is opened: nobody's document is
   * worked on for a caller who is then sent away. Throws `service.overloaded` when all are taken.
   */
  withPlace<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves with the row when it is closed. Rejects with `service.draining` when the gateway stops. */
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
  /** Several callers may wait for one row: the same request sent again under its idempotency key. */
  const waiting = new Map<string, Set<Waiter>>();

  let taken = 0;

  const withPlace: Waiters['withPlace'] = async (work) => {
    if (taken >= options.most) {
      throw new Failure('service.overloaded', { details: { retryAfterSeconds: 5 } });
    }
    taken += 1;
    try {
      return await work();
    } finally {
      taken -= 1;
    }
  };

  const wait: Waiters['wait'] = (rowId, signal) =>
    new Promise<RowView>((resolve, reject) => {
      const waiter = { resolve, reject };
      const callers = waiting.get(rowId) ?? new Set();
      waiting.set(rowId, callers.add(waiter));
      const leave = (): void => {
        callers.delete(waiter);
        if (callers.size === 0 && waiting.get(rowId) === callers) waiting.delete(rowId);
      };
      signal.addEventListener('abort', leave, { once: true });
    });

  const look = async (): Promise<void> => {
    if (waiting.size === 0) return;
    for (const row of await readClosed(db, [...waiting.keys()])) {
      for (const { resolve } of waiting.get(row.id) ?? []) resolve(row);
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
          for (const { reject } of [...waiting.values()].flatMap((callers) => [...callers])) {
            reject(new Failure('service.draining'));
          }
          waiting.clear();
        }
      }
    })();
    return async () => {
      running = false;
      await loop;
    };
  };
  return { withPlace, wait, start };
};
