import { Worker } from 'node:worker_threads';
import type { Sought } from '../analyze.ts';
import type { Finding } from '../recognizers/recognizer.ts';
import type { FromWorker, ToWorker } from './part-worker.ts';

/** As it lies here, and beside the bundle of the image. */
const workerFile = new URL(
  import.meta.url.endsWith('.ts') ? './part-worker.ts' : './part-worker.js',
  import.meta.url,
);

/** A thread that looks at parts of long texts, one after the other, until it fails or has had nothing to do for `idleMs`. */
export class PartThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, PromiseWithResolvers<Finding[]>>();
  readonly #idleMs: number;
  #idle: NodeJS.Timeout | undefined;
  #hasEnded = false;
  #nextId = 0;

  constructor(idleMs: number) {
    this.#idleMs = idleMs;
    // None of the process' own arguments, such as the one that starts telemetry.
    this.#worker = new Worker(workerFile, { execArgv: [] });
    this.#worker.on('message', (message: FromWorker) => this.#hear(message));
    this.#worker.on('error', (error) => this.end(error));
    this.#worker.on('exit', () => this.end());
  }

  /** Once ended it stays so. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Rejects with what ended the thread. */
  look(text: string, sought: Sought): Promise<Finding[]> {
    clearTimeout(this.#idle);
    const id = this.#nextId;
    this.#nextId += 1;
    const waiting = Promise.withResolvers<Finding[]>();
    this.#waiting.set(id, waiting);
    this.#worker.postMessage({ id, text, sought } satisfies ToWorker);
    return waiting.promise;
  }

  /** Ends the thread; whoever waits is told why. */
  end(cause: unknown = new Error('the thread has ended')): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    clearTimeout(this.#idle);
    for (const { reject } of this.#waiting.values()) reject(cause);
    this.#waiting.clear();
    void this.#worker.terminate();
  }

  #hear({ id, found }: FromWorker): void {
    this.#waiting.get(id)?.resolve(found);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#idle = setTimeout(() => this.end(), this.#idleMs).unref();
  }
}
