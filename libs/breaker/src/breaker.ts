import { asFailure, Failure } from '@rollcall/failures';
import { activeSpan, attributes, type Log } from '@rollcall/telemetry';
import { type BreakerEvent, type BreakerRules, closedBreaker, evaluateBreaker } from './evaluate.ts';

const SECOND = 1000;

/**
 * Three outages in a row; open for half a second at first, four at most: a job waits twenty seconds for an open breaker
 * (`patienceMs` of its hop), and what was back after fifteen must be found out by then.
 */
export const breakerRules: BreakerRules = {
  tripsAfter: 3,
  firstOpenMs: 500,
  mostOpenMs: 4 * SECOND,
  probeMs: 10 * SECOND,
};

/** What the end of a call says about its dependency. */
export type Heard = 'answer' | 'outage' | 'nothing';

/** A call that was let through. Each end may be told more than once: a reply may begin well and break off. */
export type Pass = {
  answered(): void;
  /** The failure to throw: with the breaker in its details where the call's outage finds or leaves it open. */
  failed(thrown: unknown): Failure;
};

export type Breaker = {
  /** Whose breaker: `postgres`, `queue`, `model`, a service's name. */
  dependency: string;
  /**
   * Lets a call through, or throws at once: the last outage's own code, with `details.breaker` = `open`,
   * `details.dependency`, `details.retryInMs`, the time until the next probe, and `details.openForMs`, the time since it
   * opened, over probes that failed.
   */
  ask(): Pass;
  /** Runs `work` as one call; throws what it throws as a Failure. */
  guard<T>(work: () => Promise<T>): Promise<T>;
  state(): 'closed' | 'open' | 'half-open';
  /** Times that it opened after it was closed. */
  trips(): number;
};

export type BreakerOptions = {
  dependency: string;
  /** What a failure says. Only outages count: a bad query or a 4xx is an answer. */
  hear(failure: Failure): Heard;
  log: Log;
  rules?: BreakerRules;
  /** Unix milliseconds. Default: the clock. */
  now?: () => number;
  random?: () => number;
};

/** A circuit breaker for one dependency of this process. */
export const createBreaker = (options: BreakerOptions): Breaker => {
  const { dependency, log, rules = breakerRules, now = Date.now, random = Math.random } = options;
  let state = closedBreaker;
  let trips = 0;
  let last: Failure = new Failure('service.unavailable');

  const tell = (event: BreakerEvent): boolean => {
    const before = state.is;
    const evaluated = evaluateBreaker(state, event, now(), rules, random());
    state = evaluated.state;
    if (state.is !== before) {
      if (before === 'closed') trips += 1;
      const say = state.is === 'open' ? log.warn : log.info;
      say(`breaker ${state.is}`, { dependency, ...(state.is === 'open' ? { code: last.code } : {}) });
    }
    return evaluated.admitted;
  };

  const whileOpen = (failure: Failure): Failure => {
    const nowMs = now();
    const times =
      state.is === 'closed'
        ? { retryInMs: 0, openForMs: 0 }
        : { retryInMs: retryIn(state, nowMs, rules), openForMs: nowMs - state.sinceMs };
    activeSpan()?.setAttribute(attributes.breaker, dependency);
    return new Failure(failure.code, {
      ...(failure.stage === undefined ? {} : { stage: failure.stage }),
      details: { ...failure.details, breaker: 'open', dependency, ...times },
      cause: failure,
    });
  };

  const ask = (): Pass => {
    if (!tell({ kind: 'ask' })) throw whileOpen(last);
    const { era } = state;
    return {
      answered: () => {
        tell({ kind: 'answer', era });
      },
      failed: (thrown) => {
        const failure = asFailure(thrown);
        const kind = options.hear(failure);
        if (kind === 'outage') last = failure;
        tell({ kind, era });
        return kind === 'outage' && state.is !== 'closed' ? whileOpen(failure) : failure;
      },
    };
  };

  const guard: Breaker['guard'] = async (work) => {
    const pass = ask();
    try {
      const result = await work();
      pass.answered();
      return result;
    } catch (thrown) {
      throw pass.failed(thrown);
    }
  };

  return { dependency, ask, guard, state: () => state.is, trips: () => trips };
};

/** When it is worth asking again: after the pause, or while a probe is under way after a short first one. */
const retryIn = (state: { is: string; untilMs: number }, nowMs: number, rules: BreakerRules): number =>
  state.is === 'open' ? Math.max(1, state.untilMs - nowMs) : rules.firstOpenMs;
