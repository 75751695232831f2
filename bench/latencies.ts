/** What callers saw. Times in milliseconds. */
export type Latencies = {
  answers: number;
  failed: number;
  perSecond: number;
  p50: number;
  p95: number;
  p99: number;
  most: number;
};

/** The value that `share` of the sorted values do not exceed (nearest rank). */
const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;

/** Sums up the times of the answers; `seconds` is how long it took to get them all. */
export const latenciesOf = (times: readonly number[], failed: number, seconds: number): Latencies => {
  const sorted = times.toSorted((a, b) => a - b);
  return {
    answers: times.length,
    failed,
    perSecond: times.length / seconds,
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
    most: sorted.at(-1) ?? Number.NaN,
  };
};

/** Asks the `index`th question; throws where it fails. */
export type Ask = (index: number) => Promise<unknown>;

/**
 * Open loop: questions come at a steady rate, whether those before are answered or not, and a question's time
 * begins when it was due. So a slow moment is seen by all that came in it.
 */
export const openLoop = async (
  ask: Ask,
  load: { perSecond: number; seconds: number },
): Promise<Latencies> => {
  const times: number[] = [];
  let failed = 0;
  const from = performance.now();
  const total = load.perSecond * load.seconds;
  const one = async (index: number): Promise<void> => {
    const due = from + (index * 1000) / load.perSecond;
    const early = due - performance.now();
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    try {
      await ask(index);
      times.push(performance.now() - due);
    } catch {
      failed += 1;
    }
  };
  await Promise.all(Array.from({ length: total }, (_, index) => one(index)));
  return latenciesOf(times, failed, (performance.now() - from) / 1000);
};

/** Closed loop: so many clients ask, each its next question when it has the answer to the last. */
export const closedLoop = async (
  ask: Ask,
  load: { clients: number; seconds: number },
): Promise<Latencies> => {
  const times: number[] = [];
  let failed = 0;
  let next = 0;
  const from = performance.now();
  const until = from + load.seconds * 1000;
  const client = async (): Promise<void> => {
    while (performance.now() < until) {
      const begun = performance.now();
      next += 1;
      try {
        await ask(next);
        times.push(performance.now() - begun);
      } catch {
        failed += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: load.clients }, client));
  return latenciesOf(times, failed, (performance.now() - from) / 1000);
};
