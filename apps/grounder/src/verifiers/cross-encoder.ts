import { Worker } from 'node:worker_threads';
import { Failure, type FailureCode } from '@rollcall/failures';
import type { EncoderSetting, FromWorker, Pair } from './cross-encoder-messages.ts';
import type { Verifier } from './verifier.ts';

const SECOND = 1000;

/** Loading a model of some hundred megabytes, or downloading it the first time. */
const longestLoadMs = 300 * SECOND;

export type CrossEncoderOptions = Omit<EncoderSetting, 'module'> & {
  /** Longest wait for the scores of one answer, in milliseconds. */
  timeoutMs: number;
  /** What is imported in place of `@huggingface/transformers`. */
  module?: string | undefined;
};

export type CrossEncoder = { verifier: Verifier; close(): Promise<void> };

type Waiting = { resolve(scores: number[]): void; reject(failure: Failure): void };

/**
 * Loads the cross-encoder that the user has named, into a thread of its own. Throws `encoder.not_installed` or
 * `encoder.unusable`: a service that was told to use a model does not start without it. Where the thread ends
 * later, the claims of the answers in it fail with `encoder.unusable`, and the next one starts it again.
 */
export const openCrossEncoder = async (options: CrossEncoderOptions): Promise<CrossEncoder> => {
  const waiting = new Map<number, Waiting>();
  let last = 0;
  let running: Promise<Worker> | undefined;

  const end = (failure: Failure): void => {
    running = undefined;
    for (const { reject } of waiting.values()) reject(failure);
    waiting.clear();
  };

  const start = (): Promise<Worker> => {
    running ??= startWorker(
      options,
      (message) => {
        const asked = waiting.get(message.id);
        waiting.delete(message.id);
        if (message.kind === 'scored') asked?.resolve(message.scores);
        else asked?.reject(unusable('failed'));
      },
      end,
    );
    return running;
  };

  const score = async (pairs: readonly Pair[], signal: AbortSignal): Promise<number[]> => {
    const worker = await start();
    const id = ++last;
    const late = AbortSignal.any([AbortSignal.timeout(options.timeoutMs), signal]);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        if (!waiting.delete(id)) return;
        reject(new Failure(signal.aborted ? 'service.draining' : 'encoder.timeout'));
      };
      late.addEventListener('abort', leave, { once: true });
      const done = () => late.removeEventListener('abort', leave);
      waiting.set(id, {
        resolve: (scores) => {
          done();
          resolve(scores);
        },
        reject: (failure) => {
          done();
          reject(failure);
        },
      });
      worker.postMessage({ id, pairs });
    });
  };

  await start();
  return {
    verifier: {
      name: `encoder/${nameOf(options.model)}`,
      verify: async (claims, { question }, signal) => {
        const pairs = claims.map(({ text, about, bearing }) => ({
          premise: bearing,
          hypothesis: hypothesisOf(text, about ?? question),
        }));
        return { scores: await score(pairs, signal) };
      },
    },
    close: async () => {
      const worker = await running?.catch(() => undefined);
      await worker?.terminate();
    },
  };
};

/** A claim of few words, `42 euros`, says something only together with what was asked. */
const hypothesisOf = (text: string, asked: string): string =>
  asked !== '' && text.split(/\s+/).length < 6 ? `${asked} ${text}` : text;

/** The last part of a path: where a model lies is nobody's business outside. */
const nameOf = (model: string): string => model.split(/[\\/]/).findLast((part) => part !== '') ?? model;

const unusable = (problem: string, code: FailureCode = 'encoder.unusable'): Failure =>
  new Failure(code, { details: { problem } });

type Answer = Extract<FromWorker, { id: number }>;

/** Resolves when the model is loaded. */
const startWorker = (
  { model, dtype, label, module = '@huggingface/transformers' }: CrossEncoderOptions,
  onAnswer: (answer: Answer) => void,
  onEnd: (failure: Failure) => void,
): Promise<Worker> => {
  // In an image both are bundles in one folder.
  const file = import.meta.url.endsWith('.ts') ? './cross-encoder-worker.ts' : './cross-encoder-worker.js';
  const setting: EncoderSetting = { model, dtype, label, module };
  const worker = new Worker(new URL(file, import.meta.url), { workerData: setting });
  // It ends with the process, and not the other way round.
  worker.unref();
  return new Promise((resolve, reject) => {
    let ended = false;
    const refuse = (failure: Failure): void => {
      if (ended) return;
      ended = true;
      clearTimeout(tooLong);
      onEnd(failure);
      reject(failure);
    };
    const tooLong = setTimeout(() => {
      refuse(unusable('load_timeout'));
      void worker.terminate();
    }, longestLoadMs);
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'ready') {
        clearTimeout(tooLong);
        resolve(worker);
      } else if (message.kind === 'refused') refuse(unusable(message.problem, message.code));
      else onAnswer(message);
    });
    worker.on('error', () => refuse(unusable('crashed')));
    worker.on('exit', () => refuse(unusable('ended')));
  });
};
