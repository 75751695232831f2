import { asFailure, Failure } from '@rollcall/failures';

const SECOND = 1000;

/** After a failed write, requests are turned away for this long instead of each waiting for its own time-out. */
const restAfterFailureMs = 1 * SECOND;

export type SpanQueue<S> = {
  /**
   * Resolves when the spans are written, so that an exporter is never told of spans that a crash then
   * takes. Throws `service.overloaded` where the queue is full, and what the write threw (with
   * `details.retryAfterSeconds`) where Postgres is away.
   */
  put(spans: S[]): Promise<void>;
  /** Spans that wait or are being written. */
  size(): number;
};

export type SpanQueueOptions<S> = {
  write: (spans: S[]) => Promise<void>;
  /** Most spans in memory; a request that finds the queue empty is always taken. */
  maxSpans: number;
  /** What a turned away exporter is told to wait. */
  retryAfterSeconds: number;
  now?: () => number;
};

/**
 * One batch after the other goes to Postgres: pages keep the pool's other connections, and a burst costs
 * time instead of memory. The length is bounded; what does not fit is refused before it is queued.
 */
export const openSpanQueue = <S>(options: SpanQueueOptions<S>): SpanQueue<S> => {
  const { write, maxSpans, retryAfterSeconds } = options;
  const now = options.now ?? Date.now;
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  let resting: { failure: Failure; until: number } | undefined;

  const refuseWhileResting = (): void => {
    if (resting && now() < resting.until) throw resting.failure;
  };

  const writeInTurn = async (spans: S[]): Promise<void> => {
    refuseWhileResting();
    try {
      await write(spans);
      resting = undefined;
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (!failure.retryable) throw failure;
      const details = { ...failure.details, retryAfterSeconds };
      const told = new Failure(failure.code, { cause: thrown, details });
      resting = { failure: told, until: now() + restAfterFailureMs };
      throw told;
    }
  };

  const put = async (spans: S[]): Promise<void> => {
    refuseWhileResting();
    if (waiting > 0 && waiting + spans.length > maxSpans) {
      throw new Failure('service.overloaded', { details: { retryAfterSeconds } });
    }
    waiting += spans.length;
    const turn = last.then(() => writeInTurn(spans));
    last = turn.catch(goOnWithTheNext);
    try {
      await turn;
    } finally {
      waiting -= spans.length;
    }
  };

  return { put, size: () => waiting };
};

/** The failure has gone to the request whose spans they were. */
const goOnWithTheNext = (): void => {};
