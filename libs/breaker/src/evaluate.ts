/** When a breaker opens and for how long. Times in milliseconds. */
export type BreakerRules = {
  /** Outages in a row that open it. */
  tripsAfter: number;
  /** First time that it stays open; doubles each time the probe fails, half of it random. */
  firstOpenMs: number;
  mostOpenMs: number;
  /** A probe without an end for this long is given up, and another one is let through. */
  probeMs: number;
};

/**
 * The life of a breaker:
 *
 *   closed ──(outages in a row)──► open ──(its time is over, somebody asks)──► half-open ──(answer)──► closed
 *                                   ▲                                              │
 *                                   └───────────────(outage, twice the time)───────┘
 *
 * `era` counts the changes. What a call reports belongs to the era in which it was let through, so a call
 * that began before a change says nothing about the time after it.
 */
export type BreakerState =
  | { is: 'closed'; era: number; outages: number }
  /** Refuses every call until `untilMs`. `times`: openings since it was last closed, the first one at `sinceMs`. */
  | { is: 'open'; era: number; times: number; sinceMs: number; untilMs: number }
  /** One call is under way as a probe; the others are refused until it ends, or until `untilMs`. */
  | { is: 'half-open'; era: number; times: number; sinceMs: number; untilMs: number };

export type BreakerEvent =
  /** Somebody wants to call the dependency. */
  | { kind: 'ask' }
  /** The dependency answered, if only to refuse. */
  | { kind: 'answer'; era: number }
  /** It could not be reached or did not serve. */
  | { kind: 'outage'; era: number }
  /** The call ended without saying anything about it: its caller went away. */
  | { kind: 'nothing'; era: number };

/** The next state, and for an `ask` whether the call may go ahead. */
export type Evaluated = { state: BreakerState; admitted: boolean };

export const closedBreaker: BreakerState = { is: 'closed', era: 0, outages: 0 };

/** What an event does to a breaker. `random` is between 0 and 1 and spreads the probes of many processes. */
export const evaluateBreaker = (
  state: BreakerState,
  event: BreakerEvent,
  nowMs: number,
  rules: BreakerRules,
  random: number,
): Evaluated => {
  if (event.kind === 'ask') return ask(state, nowMs, rules);
  if (event.era !== state.era || state.is === 'open') return { state, admitted: false };
  return { state: learn(state, event.kind, nowMs, rules, random), admitted: false };
};

const ask = (state: BreakerState, nowMs: number, rules: BreakerRules): Evaluated => {
  if (state.is === 'closed') return { state, admitted: true };
  if (nowMs < state.untilMs) return { state, admitted: false };
  const era = state.is === 'open' ? state.era + 1 : state.era;
  return {
    state: { ...state, is: 'half-open', era, untilMs: nowMs + rules.probeMs },
    admitted: true,
  };
};

const learn = (
  state: Exclude<BreakerState, { is: 'open' }>,
  heard: 'answer' | 'outage' | 'nothing',
  nowMs: number,
  rules: BreakerRules,
  random: number,
): BreakerState => {
  const open = (times: number): BreakerState => ({
    is: 'open',
    era: state.era + 1,
    times,
    sinceMs: state.is === 'closed' ? nowMs : state.sinceMs,
    untilMs: nowMs + openMs(times, rules, random),
  });
  if (state.is === 'closed') {
    if (heard === 'nothing') return state;
    if (heard === 'answer') return state.outages === 0 ? state : { ...state, outages: 0 };
    const outages = state.outages + 1;
    return outages >= rules.tripsAfter ? open(1) : { ...state, outages };
  }
  if (heard === 'answer') return { is: 'closed', era: state.era + 1, outages: 0 };
  return heard === 'outage' ? open(state.times + 1) : { ...state, untilMs: nowMs };
};

/** Half of it is fixed, half random; `times` counts from 1. */
const openMs = (times: number, rules: BreakerRules, random: number): number => {
  const full = Math.min(rules.mostOpenMs, rules.firstOpenMs * 2 ** (times - 1));
  return Math.round(full / 2 + (full / 2) * random);
};
