import { basename, isAbsolute } from 'node:path';
import { Failure } from '@rollcall/failures';
import type { Log } from '@rollcall/telemetry';
import type { Finding } from '../../recognizers/recognizer.ts';
import type { Backend } from '../backend.ts';
import { unlessAborted } from '../unless-aborted.ts';
import type { NamedSpan } from './aggregate.ts';
import type { ClassifierSettings } from './messages.ts';
import { ClassifierThread, type Ready } from './worker-thread.ts';

const SECOND = 1000;

/** Texts at the worker: one that it looks at, and one that waits, so that it is never idle between two. */
const places = 2;

/** How long a model may take to load, in milliseconds: gigabytes from a slow disk, or from the network. */
const loadMs = 300 * SECOND;

export type NerOptions = ClassifierSettings & {
  /** Longest silence of the worker while it looks at a text, in milliseconds; it speaks at each window. */
  timeoutMs: number;
  log: Log;
};

/**
 * A token classifier in a thread of its own, so that requests are served while it works. A thread that ended fails the
 * texts that it had, and the next text starts another one.
 */
export const openNer = ({ timeoutMs, log, ...settings }: NerOptions): Backend => {
  const { model, dtype, mapping } = settings;
  const name = `ner:${isAbsolute(model) ? basename(model) : model}`;
  let thread: ClassifierThread | undefined;
  let isClosed = false;

  const running = async (): Promise<{ thread: ClassifierThread; ready: Ready }> => {
    if (isClosed) throw new Failure('service.draining');
    if (thread === undefined || thread.hasEnded) thread = started();
    const current = thread;
    return { thread: current, ready: await current.ready };
  };

  const started = (): ClassifierThread => {
    const begun = performance.now();
    const next = new ClassifierThread(settings, { timeoutMs, log });
    const late = setTimeout(() => next.end('redact.backend_timeout'), loadMs);
    next.ready
      .then(
        ({ version, labels }) =>
          log.info('token classifier ready', {
            version,
            labels: labels.length,
            tookMs: Math.round(performance.now() - begun),
          }),
        () => {},
      )
      .finally(() => clearTimeout(late));
    return next;
  };

  return {
    name: 'ner',
    places,
    describe: async () => {
      const { entities, version, labels } = (await running()).ready;
      const identity = JSON.stringify(['ner', model, dtype ?? '', version, labels, [...mapping]]);
      return { entities, recognizers: [name], identity };
    },
    find: async (text, signal) => {
      const { thread: current } = await unlessAborted(running(), signal);
      const spans = await current.classify(text, signal);
      return spans.map((span) => findingOf(span, name));
    },
    close: async () => {
      isClosed = true;
      thread?.end('service.draining');
    },
  };
};

/** A model may be as sure as it likes: certain is only what a check digit proves. */
const surest = 0.99;

const findingOf = ({ entity, tag, start, end, score }: NamedSpan, recognizer: string): Finding => {
  const rounded = Math.round(score * 1000) / 1000;
  return {
    entity,
    start,
    end,
    score: Math.min(surest, rounded),
    because: { recognizer, pattern: tag, originalScore: rounded },
  };
};
