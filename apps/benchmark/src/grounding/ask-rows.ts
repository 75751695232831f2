import { Failure, type FailureCode } from '@rollcall/failures';
import type { Timed } from './grounder.ts';

/** A row with what a service said of it, or with the code of its failure. */
export type Asked<R, T> = { row: R } & (
  | {
      said: T;
      latencyMs: number /** False where it said something else when asked again. */;
      isSteady: boolean;
    }
  | { failed: FailureCode }
);

export type AskOptions = {
  /** Ask everything again at once, and compare. */
  twice: boolean;
  signal: AbortSignal;
  onProgress(done: number): void;
};

/** What concerns the service and no single row. */
const isOfService = (code: FailureCode): boolean => code.startsWith('service.') || code.startsWith('access.');

/**
 * Asks about the rows one after the other, so that the latencies are those of a service at rest. Aborted, it stops
 * before the next one. A row that the service refuses keeps the code; a service that is not there, or that does not
 * let us in, throws.
 */
export const askRows = async <R, T>(
  rows: readonly R[],
  ask: (row: R) => Promise<Timed<T>>,
  { twice, signal, onProgress }: AskOptions,
): Promise<Asked<R, T>[]> => {
  const asked: Asked<R, T>[] = [];
  onProgress(0);
  for (const row of rows) {
    if (signal.aborted) break;
    asked.push({ row, ...(await askOne(() => ask(row), twice)) });
    onProgress(asked.length);
  }
  return asked;
};

const askOne = async <T>(ask: () => Promise<Timed<T>>, twice: boolean) => {
  try {
    const first = await ask();
    const isSteady = !twice || JSON.stringify((await ask()).said) === JSON.stringify(first.said);
    return { ...first, isSteady };
  } catch (thrown) {
    if (!(thrown instanceof Failure) || isOfService(thrown.code)) throw thrown;
    return { failed: thrown.code };
  }
};
