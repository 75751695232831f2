import { Worker } from 'node:worker_threads';
import { Failure, type FailureCode } from '@rollcall/failures';
import type { Log } from '@rollcall/telemetry';
import type { NamedSpan } from './aggregate.ts';
import type { ClassifierSettings, FromWorker, ToWorker } from './messages.ts';

const backend = 'ner';

/** As it lies here, and beside the bundle of the image. */
const workerFile = new URL(
  import.meta.url.endsWith('.ts') ? './ner-worker.ts' : './ner-worker.js',
  import.meta.url,
);

/** What a worker says of itself once its model is loaded. */
export type Ready = Extract<FromWorker, { is: 'ready' }>;

type Waiting = { resolve(spans: readonly NamedSpan[]): void; reject(failure: Failure): void };

/**
 * One worker thread with one model, from its start to its end:
 *
 *   loading ──(ready)──► at work ──(error, exit, silence, end)──► ended
 *      └──(unusable, error, exit, end)──────────────────────────────▲
 *
 * Once ended it stays so, and whoever waits is told: `redact.model_unusable` where package or model cannot be used,
 * `redact.backend_timeout` after `timeoutMs` without a sign while a text waits, else `redact.backend_unavailable`.
 */
export class ClassifierThread {
  readonly ready: Promise<Ready>;
  readonly #loaded = Promise.withResolvers<Ready>();
  readonly #waiting = new Map<number, Waiting>();
  readonly #worker: Worker;
  readonly #timeoutMs: number;
  readonly #log: Log;
  #ended: Failure | undefined;
  #silence: NodeJS.Timeout | undefined;
  #nextId = 0;

  constructor(settings: ClassifierSettings, { timeoutMs, log }: { timeoutMs: number; log: Log }) {
    this.#timeoutMs = timeoutMs;
    this.#log = log;
    this.ready = this.#loaded.promise;
    // Nobody may be waiting when it ends.
    this.ready.catch(() => {});
    this.#worker = new Worker(workerFile, { workerData: settings });
    this.#worker.on('message', (message: FromWorker) => this.#hear(message));
    this.#worker.on('error', (error) => this.end('redact.backend_unavailable', {}, error));
    this.#worker.on('exit', () => this.end('redact.backend_unavailable'));
  }

  get hasEnded(): boolean {
    return this.#ended !== undefined;
  }

  /** The names in a text. Throws what the thread ended with, and `service.draining` where the signal was first. */
  async classify(text: string, signal: AbortSignal): Promise<readonly NamedSpan[]> {
    if (this.#ended) throw this.#ended;
    if (signal.aborted) throw new Failure('service.draining');
    const { promise, resolve, reject } = Promise.withResolvers<readonly NamedSpan[]>();
    const id = this.#nextId;
    this.#nextId += 1;
    const forget = (): void => {
      this.#waiting.delete(id);
      this.#say({ do: 'forget', id });
      reject(new Failure('service.draining'));
    };
    signal.addEventListener('abort', forget, { once: true });
    this.#waiting.set(id, { resolve, reject });
    this.#say({ do: 'classify', id, text });
    this.#listen();
    try {
      return await promise;
    } finally {
      signal.removeEventListener('abort', forget);
    }
  }

  /** Ends the thread; whoever waits gets the failure. */
  end(code: FailureCode, details: Record<string, string> = {}, cause?: unknown): void {
    if (this.#ended) return;
    this.#ended = new Failure(code, {
      details: { backend, ...details },
      ...(cause === undefined ? {} : { cause }),
    });
    clearTimeout(this.#silence);
    this.#loaded.reject(this.#ended);
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
    void this.#worker.terminate();
  }

  #say(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  /** The worker has so long from now to say something. */
  #listen(): void {
    clearTimeout(this.#silence);
    if (this.#waiting.size === 0) return;
    this.#silence = setTimeout(() => this.end('redact.backend_timeout'), this.#timeoutMs);
  }

  #hear(message: FromWorker): void {
    switch (message.is) {
      case 'ready':
        this.#loaded.resolve(message);
        break;
      case 'unusable':
        this.#log.error('token classifier unusable', {
          code: 'redact.model_unusable',
          reason: message.reason,
          errorClass: message.errorClass,
        });
        this.end('redact.model_unusable', { reason: message.reason });
        break;
      case 'at-work':
        break;
      case 'done':
        this.#take(message.id)?.resolve(message.spans);
        break;
      case 'failed': {
        const { problem, errorClass } = message;
        this.#log.error('token classifier failed', { problem, errorClass });
        this.#take(message.id)?.reject(
          new Failure('redact.backend_bad_answer', { details: { backend, problem } }),
        );
        break;
      }
    }
    this.#listen();
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }
}
