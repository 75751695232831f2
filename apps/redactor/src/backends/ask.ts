import { type Breaker, createBreaker } from '@rollcall/breaker';
import { asFailure, type Failure } from '@rollcall/failures';
import { type Check, concurrencyLimit } from '@rollcall/service';
import { activeTraceId, attributes, type Log, withSpan } from '@rollcall/telemetry';
import type { EntityType } from '../entities.ts';
import type { FindingCache } from '../finding-cache.ts';
import type { Finding } from '../recognizers/recognizer.ts';
import type { Backend, Description } from './backend.ts';
import type { BackendMetrics } from './metrics.ts';
import { unlessAborted } from './unless-aborted.ts';

const SECOND = 1000;

/** How long a description is believed: a changed back-end is noticed after this long. */
const freshMs = 30 * SECOND;
const freshForCheckMs = 5 * SECOND;

export type AskOptions = {
  /** Types that count; a back-end that has none of them is not asked. */
  entities?: readonly EntityType[] | undefined;
  /** Remembers what was found in a text. */
  cache?: FindingCache | undefined;
  /** Aborted where nobody wants the answer any more. */
  signal: AbortSignal;
};

/** A back-end as the redactor asks it: bounded, watched by a breaker, counted. */
export type AskedBackend = {
  breaker: Breaker;
  /** It answers; throws `redact.backend_*` where it does not. */
  check: Check;
  describe(signal: AbortSignal): Promise<Description>;
  /** Its findings by text. Throws `redact.backend_*` where one text could not be looked at: it is all of them or none. */
  find(texts: readonly string[], options: AskOptions): Promise<(readonly Finding[])[]>;
};

export const createAsked = (
  backend: Backend,
  { log, metrics }: { log: Log; metrics: BackendMetrics },
): AskedBackend => {
  const { name } = backend;
  const breaker = createBreaker({ dependency: name, hear: heard, log });
  const places = concurrencyLimit(backend.places);
  let last: { description: Description; at: number } | undefined;
  let describing: Promise<Description> | undefined;

  const describeWithin = async (ageMs: number, signal: AbortSignal): Promise<Description> => {
    if (last !== undefined && performance.now() - last.at < ageMs) return last.description;
    // One question for all who wait; it ends by its own time-out, since one who goes away is not all.
    describing ??= breaker
      .guard(() => backend.describe(new AbortController().signal))
      .then((description) => {
        last = { description, at: performance.now() };
        return description;
      })
      .finally(() => {
        describing = undefined;
      });
    return unlessAborted(describing, signal);
  };

  const ask = async (text: string, signal: AbortSignal): Promise<Finding[]> => {
    const begun = performance.now();
    let outcome = 'ok';
    try {
      return await breaker.guard(() => backend.find(text, signal));
    } catch (thrown) {
      outcome = asFailure(thrown).code;
      throw thrown;
    } finally {
      metrics.asked(name, outcome, (performance.now() - begun) / SECOND);
    }
  };

  /** Asks about every text that is not known yet, each once; what is known after a failure is kept for the next try. */
  const askAll = async (
    texts: readonly string[],
    described: Description,
    { cache, signal }: AskOptions,
  ): Promise<Map<string, readonly Finding[]>> => {
    const looked = lookedBy(described);
    const known = new Map<string, readonly Finding[]>();
    for (const text of new Set(texts)) {
      const before = text.trim() === '' ? [] : cache?.recall(text, looked);
      if (before !== undefined) known.set(text, before);
    }
    const unknown = [...new Set(texts)].filter((text) => !known.has(text));
    metrics.known(name, known.size);
    await Promise.all(
      unknown.map((text) =>
        places.run(signal, async () => {
          const found = await ask(text, signal);
          metrics.found(name, found.length);
          cache?.keep(text, looked, found);
          known.set(text, found);
        }),
      ),
    );
    return known;
  };

  const find: AskedBackend['find'] = async (texts, options) => {
    const remembered = last && recallAll(texts, last.description, options);
    if (remembered) {
      metrics.known(name, texts.length);
      return remembered;
    }
    const described = await describeWithin(freshMs, options.signal);
    if (options.entities && !described.entities.some((type) => options.entities!.includes(type))) {
      return texts.map(() => []);
    }
    const known = await askAll(texts, described, options);
    return texts.map((text) => known.get(text)!);
  };

  const traced: AskedBackend['find'] = (texts, options) => {
    if (activeTraceId() === undefined) return find(texts, options);
    const named = { [attributes.backend]: name, [attributes.backendTexts]: texts.length };
    return withSpan(`redact ${name}`, { attributes: named }, async (span) => {
      const found = await find(texts, options);
      span.setAttribute(attributes.backendFindings, found.flat().length);
      return found;
    });
  };

  return {
    breaker,
    check: async () => {
      await describeWithin(freshForCheckMs, new AbortController().signal);
    },
    describe: (signal) => describeWithin(freshMs, signal),
    find: traced,
  };
};

/** What the texts are known to hold, where all of them are known: nobody need be asked then. */
const recallAll = (
  texts: readonly string[],
  described: Description,
  { cache }: AskOptions,
): (readonly Finding[])[] | undefined => {
  const found: (readonly Finding[])[] = [];
  for (const text of texts) {
    const known = text.trim() === '' ? [] : cache?.recall(text, lookedBy(described));
    if (known === undefined) return undefined;
    found.push(known);
  }
  return found;
};

/** The part of the cache's key that says who looked. */
const lookedBy = ({ identity }: Description): string => `backend ${identity}`;

const heard = ({ code }: Failure) => {
  if (code === 'redact.backend_unavailable' || code === 'redact.backend_timeout') return 'outage';
  return code === 'service.draining' ? 'nothing' : 'answer';
};
