import { setTimeout as sleep } from 'node:timers/promises';
import { asFailure } from '@rollcall/failures';
import { type Envelope, type Hop, jobId, keyOf, stepOf } from '@rollcall/pipeline';
import type { Queue } from '@rollcall/queue';
import { withSpan } from '@rollcall/telemetry';

/** Adds a document's next job under its own span. Throws `queue.*`. */
export const send = (hop: Hop, payload: Envelope, queue: Queue): Promise<void> => {
  const key = keyOf(hop, payload);
  const { heldSince: _ofTheHopBefore, ...onward } = payload;
  return withSpan(
    `send ${hop}`,
    {
      kind: 'producer',
      attributes: {
        'messaging.system': 'bullmq',
        'messaging.operation.name': 'send',
        'messaging.operation.type': 'send',
        'messaging.destination.name': stepOf(hop).queue,
        'messaging.message.id': jobId(key),
      },
    },
    () => queue.add(key, { ...onward, enqueuedAt: Date.now() }),
  );
};

/** Between two tries to add a paid result where the queue does not say when it is worth it. */
const pauseMs = 250;

/**
 * The same for a result that cost money: while the queue is away it is tried again, for half of the time that
 * the job's lock lasts, so that the model need not be asked a second time. Adding the same job twice adds it once.
 */
export const sendPaid = async (
  hop: Hop,
  payload: Envelope,
  { queue, lockMs, signal }: { queue: Queue; lockMs: number; signal: AbortSignal },
): Promise<void> => {
  const until = Date.now() + lockMs / 2;
  for (;;) {
    try {
      return await send(hop, payload, queue);
    } catch (thrown) {
      const { code, details } = asFailure(thrown);
      const waitMs = Number(details?.retryInMs ?? pauseMs);
      if (code !== 'queue.unavailable' || signal.aborted || Date.now() + waitMs > until) throw thrown;
      await sleep(waitMs);
    }
  }
};
