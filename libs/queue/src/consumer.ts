import { backoffMs, type Hop, stepOf } from '@rollcall/pipeline';
import { detached, failureFields, type Log } from '@rollcall/telemetry';
import {
  type Job as BullJob,
  type Queue as BullQueue,
  DelayedError,
  UnrecoverableError,
  WaitingError,
  Worker,
  type WorkerOptions,
} from 'bullmq';
import { queueFailure } from './failure.ts';
import { watchForsaken } from './forsaken.ts';
import type { Consumer, Handled, Handler } from './queue.ts';
import { maxStalledCount, queueName, stalledIntervalMs } from './settings.ts';
import { type Held, takeBack } from './take-back.ts';

const SECOND = 1000;

/** After the deadline of a drain: time for the aborted handlers to hand their jobs back. */
const handBackMs = 5 * SECOND;

type ConsumerParts = {
  hop: Hop;
  handler: Handler;
  concurrency: number;
  log: Log;
  /** The backend's own worker: same options, another connection. */
  createWorker(name: string, processor: BullProcessor, options: Omit<WorkerOptions, 'connection'>): Worker;
  /** The same hop's producer, which holds the rate limit. */
  producer: BullQueue;
  /** The name under which jobs are taken, and the jobs that are held under it. */
  holder: {
    name: string;
    /** The name was another process's before: what that one held is taken back at once. */
    comesBack: boolean;
    held(): Promise<Held[]>;
  };
};

export type BullProcessor = (job: BullJob, token?: string, signal?: AbortSignal) => Promise<void>;

/** A BullMQ worker behind the `Consumer` interface. Resolves when it is connected and takes jobs. */
export const startConsumer = async (parts: ConsumerParts): Promise<Consumer> => {
  const { hop, handler, log } = parts;
  const { retry } = stepOf(hop);
  let taken = 0;
  const busy = new Set<{ id: string; since: number }>();

  // Three parameters: BullMQ hands over the signal only to a processor that declares it.
  const processor: BullProcessor = async (job, token, signal) => {
    const place = { id: job.id ?? '', since: performance.now() };
    taken += 1;
    busy.add(place);
    try {
      const handled = await detached(() =>
        handler(
          {
            id: job.id ?? '',
            payload: job.data,
            attempt: job.attemptsMade + 1,
            attempts: job.opts.attempts ?? 1,
          },
          signal ?? neverAborted,
        ),
      );
      await conclude(handled, job, token ?? '', parts.producer);
    } finally {
      busy.delete(place);
    }
  };

  const worker = parts.createWorker(queueName(hop), processor, {
    concurrency: parts.concurrency,
    lockDuration: retry.lockMs,
    stalledInterval: stalledIntervalMs,
    maxStalledCount,
    drainDelay: 5,
    runRetryDelay: 1 * SECOND,
    autorun: false,
    name: parts.holder.name,
    settings: {
      backoffStrategy: (attemptsMade, _type, error) =>
        (error instanceof RetryLater ? error.delayMs : undefined) ??
        backoffMs(retry, Math.max(1, attemptsMade)),
    },
  });
  worker.setMaxListeners(0);
  const putBack = (held: Held[]) => takeBack({ hop, queue: parts.producer, held, log });
  const lost = watchForsaken({
    held: parts.holder.held,
    atWork: () => new Set([...busy].map(({ id }) => id)),
    putBack,
    log,
  });
  worker.on('error', (error) => {
    log.warn('queue worker error', { hop, ...failureFields(error) });
    lost.suspect();
  });
  worker.on('stalled', (id) => log.warn('job stalled; put back', { hop, jobId: id }));
  worker.on('lockRenewalFailed', (ids) => {
    for (const id of ids) worker.cancelJob(id, 'lock-lost' satisfies Reason);
  });
  await worker.waitUntilReady().catch((thrown) => {
    throw queueFailure(thrown);
  });
  if (parts.holder.comesBack) await putBack(await parts.holder.held());
  void detached(() => worker.run()).catch((thrown) =>
    log.error('queue worker ended', { hop, ...failureFields(thrown) }),
  );

  let draining: Promise<void> | undefined;
  return {
    hop,
    consuming: () => worker.isRunning() && !worker.isPaused() && draining === undefined,
    work: () => ({ taken, busySince: [...busy].map(({ since }) => since) }),
    drain: (deadlineMs) => {
      lost.stop();
      draining ??= drain(worker, deadlineMs, log, hop);
      return draining;
    },
  };
};

/** Tells BullMQ to try again, and the back-off strategy after which time. */
class RetryLater extends Error {
  readonly delayMs: number | undefined;

  constructor(code: string, delayMs: number | undefined) {
    super(code);
    this.delayMs = delayMs;
  }
}

/** BullMQ gives each job a signal, though its types allow for none. */
const neverAborted = new AbortController().signal;

/** Why a job's signal is aborted: nobody but this file cancels a job. */
type Reason = 'lock-lost' | 'shutdown';

/** Turns the handler's answer into BullMQ's terms. */
const conclude = async (
  handled: Handled,
  job: BullJob,
  token: string,
  producer: BullQueue,
): Promise<void> => {
  switch (handled.kind) {
    case 'done':
      return;
    case 'retry':
      if (handled.payload) await job.updateData(handled.payload);
      throw new RetryLater(handled.code, handled.delayMs);
    case 'fail':
      throw new UnrecoverableError(handled.code);
    case 'later':
      if (handled.payload) await job.updateData(handled.payload);
      await job.moveToDelayed(Date.now() + handled.delayMs, token);
      throw new DelayedError();
    case 'hand-back':
      await job.moveToWait(token);
      throw new WaitingError();
    case 'pause':
      if (handled.payload) await job.updateData(handled.payload);
      await producer.rateLimit(handled.ms);
      throw Worker.RateLimitError();
  }
};

/** `close()` waits without limit and `close(true)` throws the work away; this does neither. */
const drain = async (worker: Worker, deadlineMs: number, log: Log, hop: Hop): Promise<void> => {
  const closed = worker.close().catch((thrown) => log.warn('queue worker close', failureFields(thrown)));
  if (await within(closed, deadlineMs)) return;
  log.warn('drain deadline reached; handing jobs back', { hop });
  worker.cancelAllJobs('shutdown' satisfies Reason);
  if (await within(closed, handBackMs)) return;
  log.error('consumer did not drain', { hop });
};

/** True if `work` settles within `ms`. */
const within = async (work: Promise<unknown>, ms: number): Promise<boolean> => {
  const { promise: late, resolve } = Promise.withResolvers<false>();
  const timer = setTimeout(resolve, ms, false);
  try {
    return await Promise.race([work.then(() => true as const), late]);
  } finally {
    clearTimeout(timer);
  }
};
