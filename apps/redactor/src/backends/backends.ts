import type { Breaker } from '@rollcall/breaker';
import { asFailure, Failure } from '@rollcall/failures';
import type { Check, Metrics } from '@rollcall/service';
import type { Log } from '@rollcall/telemetry';
import type { Finding } from '../recognizers/recognizer.ts';
import { type AskedBackend, type AskOptions, createAsked } from './ask.ts';
import type { Backend } from './backend.ts';
import { createBackendMetrics } from './metrics.ts';

const SECOND = 1000;

/** What a document's lookup may take longer than it is allowed to: telling those who are asked that it is over. */
const grace = 10 * SECOND;

/** Everybody else who finds personal data, as one. */
export type Backends = {
  /**
   * What they find in each text, in UTF-16 units. All of them have looked at all texts, or it throws: `redact.backend_*`,
   * `redact.model_unusable`, `service.draining` where the signal ended it.
   */
  find(texts: readonly string[], options: AskOptions): Promise<(readonly Finding[])[]>;
  /** Their recognizers. Throws as `find`. */
  recognizers(signal: AbortSignal): Promise<string[]>;
  /** Waits until each has answered for the first time. Throws as `find`. */
  demand(name: Backend['name']): Promise<void>;
  breakers: Breaker[];
  /** For `/readyz`, by name. */
  checks: Record<string, Check>;
  observe(metrics: Metrics): void;
  /** How long one document may rightly take, in milliseconds; undefined where nobody is asked. */
  longestMs: number | undefined;
  close(): Promise<void>;
};

/**
 * @param documentMs longest time for all texts of one document, waiting for others' included, in milliseconds
 */
export const createBackends = (
  backends: readonly Backend[],
  { documentMs, log }: { documentMs: number; log: Log },
): Backends => {
  const metrics = createBackendMetrics();
  const asked = new Map<Backend['name'], AskedBackend>(
    backends.map((backend) => [backend.name, createAsked(backend, { log, metrics })]),
  );
  const each = [...asked.values()];

  /** Runs work that ends in time, and with the first failure of a part; says of an end by the clock that it was one. */
  const inTime = async <T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const late = AbortSignal.timeout(documentMs);
    const ended = new AbortController();
    try {
      return await work(AbortSignal.any([signal, late, ended.signal]));
    } catch (thrown) {
      if (signal.aborted) throw new Failure('service.draining', { cause: thrown });
      const isOurs = thrown instanceof Failure && thrown.code !== 'service.draining';
      if (late.aborted && !isOurs) throw new Failure('redact.backend_timeout', { cause: thrown });
      throw asFailure(thrown);
    } finally {
      ended.abort();
    }
  };

  return {
    find: (texts, options) =>
      each.length === 0
        ? Promise.resolve(texts.map(() => []))
        : inTime(options.signal, async (signal) => {
            const found = await Promise.all(each.map((one) => one.find(texts, { ...options, signal })));
            return texts.map((_, at) => found.flatMap((ofOne) => ofOne[at]!));
          }),
    recognizers: (signal) =>
      inTime(signal, async (bounded) => {
        const described = await Promise.all(each.map((one) => one.describe(bounded)));
        return described.flatMap(({ recognizers }) => recognizers);
      }),
    demand: async (name) => {
      await asked.get(name)?.describe(new AbortController().signal);
    },
    breakers: each.map(({ breaker }) => breaker),
    checks: Object.fromEntries([...asked].map(([name, { check }]) => [name, check])),
    observe: (service) => {
      if (each.length > 0) metrics.observe(service);
    },
    longestMs: each.length === 0 ? undefined : documentMs + grace,
    close: async () => {
      await Promise.all(backends.map((backend) => backend.close()));
    },
  };
};

const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Nobody else is asked. */
export const noBackends: Backends = createBackends([], { documentMs: 1, log: silent });
