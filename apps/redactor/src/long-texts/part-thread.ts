import { Worker } from 'node:worker_threads';
import type { Finding } from '../recognizers/recognizer.ts';
import { unpackFindings } from './packed-findings.ts';
import type { FromWorker, ToWorker } from './part-worker.ts';

/** As it lies here, and beside the bundle of the image. */
const workerFile = new URL(
  import.meta.url.endsWith('.ts') ? './part-worker.ts' : './part-worker.js',
  import.meta.url,
);

/** Is told what a part has. */
type OnFound = (at: number, found: Finding[]) => void;

type Asked = PromiseWithResolvers<void> & { onFound: OnFound };

/** A thread that takes parts of long texts, one text after the other, until it fails or has had nothing to do for `idleMs`. */
export class PartThread {
  readonly #worker: Worker;
  readonly #asked = new Map<number, Asked>();
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

  /** Resolves when the thread finds no part left to take; rejects with what ended it before. */
  help(asked: Omit<ToWorker, 'id'>, onFound: OnFound): Promise<void> {
    clearTimeout(this.#idle);
    const id = this.#nextId;
    this.#nextId += 1;
    const helping = Promise.withResolvers<void>();
    this.#asked.set(id, { ...helping, onFound });
    this.#worker.postMessage({ id, ...asked } satisfies ToWorker);
    return helping.promise;
  }

  /** Ends the thread; whoever waits is told why. */
  end(cause: unknown = new Error('the thread has ended')): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    clearTimeout(this.#idle);
    for (const { reject } of this.#asked.values()) reject(cause);
    this.#asked.clear();
    void this.#worker.terminate();
  }

  #hear({ id, part }: FromWorker): void {
    const asked = this.#asked.get(id);
    if (part !== undefined) {
      asked?.onFound(part.at, unpackFindings(part.found));
      return;
    }
    asked?.resolve();
    this.#asked.delete(id);
    if (this.#asked.size === 0) this.#idle = setTimeout(() => this.end(), this.#idleMs).unref();
  }
}
