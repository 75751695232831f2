import { Failure } from '@rollcall/failures';
import { type Hop, hops } from '@rollcall/pipeline';
import type { Counts, Queue } from '@rollcall/queue';
import type { Metrics } from '@rollcall/service';
import { failureFields, type Log } from '@rollcall/telemetry';
import { Gauge } from 'prom-client';
import { admit, type Load, windowMs } from './admit.ts';

const SECOND = 1000;

/** Between two looks at the queue: while there is work or somebody asks, and otherwise. */
const lookEveryMs = 1 * SECOND;
const idleLookEveryMs = 10 * SECOND;

export type AdmissionGate = {
  /** Why a request with this deadline is not taken now (`service.overloaded`); undefined where it is. */
  refusal(deadlineMs: number): Failure | undefined;
  /** Runs the opening of an admitted request, which counts as waiting from now on. */
  enter<T>(open: () => Promise<T>): Promise<T>;
  /** Starts the looks; the answer stops them. */
  start(): () => Promise<void>;
  /** Shows the depth of the queues as of the last look. */
  observe(metrics: Metrics): void;
};

/** Back-pressure: looks at the queue every second, so that no request costs a look of its own. */
export const createAdmission = ({ queue, log }: { queue: Queue; log: Log }): AdmissionGate => {
  let seen: Record<Hop, Counts> | undefined;
  let load: Load = { waiting: 0, served: 0, overMs: 1, busyMs: 0 };
  let busySince: number | undefined;
  let entering = 0;
  let enteredSinceLook = 0;
  let asked = false;
  let lookedAt = 0;

  const look = async (): Promise<void> => {
    enteredSinceLook = 0;
    const counts = await queue.counts();
    const nowMs = Date.now();
    const waiting = hops.reduce((sum, hop) => sum + counts[hop].waiting + counts[hop].delayed, 0);
    busySince = waiting === 0 ? undefined : (busySince ?? nowMs);
    const since = Math.max(busySince ?? nowMs, nowMs - windowMs);
    const served = since === nowMs ? 0 : await queue.finished('settle', since);
    seen = counts;
    load = { waiting, served, overMs: Math.max(1, nowMs - since), busyMs: nowMs - (busySince ?? nowMs) };
  };

  const turn = async (): Promise<void> => {
    const isIdle = !asked && load.waiting === 0;
    if (isIdle && Date.now() - lookedAt < idleLookEveryMs) return;
    asked = false;
    lookedAt = Date.now();
    await look().catch((thrown) => {
      // What is not known is no reason to refuse anybody: adding the job says what is the matter.
      load = { waiting: 0, served: 0, overMs: 1, busyMs: 0 };
      busySince = undefined;
      log.warn('could not look at the queue', failureFields(thrown));
    });
  };

  return {
    refusal: (deadlineMs) => {
      asked = true;
      const waiting = load.waiting + entering + enteredSinceLook;
      const admission = admit({ ...load, waiting }, deadlineMs, Math.random());
      if (admission.admitted) return undefined;
      return new Failure('service.overloaded', {
        details: { retryAfterSeconds: admission.retryAfterSeconds },
      });
    },
    enter: async (open) => {
      entering += 1;
      try {
        return await open();
      } finally {
        entering -= 1;
        enteredSinceLook += 1;
      }
    },
    start: () => {
      let running: Promise<void> | undefined;
      const timer = setInterval(() => {
        running ??= turn().finally(() => {
          running = undefined;
        });
      }, lookEveryMs);
      return async () => {
        clearInterval(timer);
        await running;
      };
    },
    observe: ({ registry }) => {
      new Gauge({
        name: 'rollcall_queue_jobs',
        help: 'Jobs of each hop by state, as this gateway saw them at its last look.',
        labelNames: ['hop', 'state'] as const,
        registers: [registry],
        collect() {
          for (const [hop, counts] of Object.entries(seen ?? {})) {
            for (const [state, count] of Object.entries(counts)) this.set({ hop, state }, count);
          }
        },
      });
    },
  };
};
