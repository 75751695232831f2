const SECOND = 1000;

/**
 * A queue no deeper than this is never too deep: where few jobs wait, the speed of late says little about the
 * next second, and an idle system has served nothing yet.
 */
export const shallow = 32;

/** What of late is looked at, and how long there must have been work before it says anything. */
export const windowMs = 10 * SECOND;
const settlingMs = 3 * SECOND;

/** Longest that a refused caller is told to wait, in seconds. */
const longestWait = 60;

/** How deep the queue is and how fast it moves. */
export type Load = {
  /** Documents that wait in any queue, those on their way into it included. */
  waiting: number;
  /** Documents that were settled within `overMs`, a time in which others waited throughout. */
  served: number;
  overMs: number;
  /** How long jobs have been waiting without a pause. */
  busyMs: number;
};

export type Admission = { admitted: true } | { admitted: false; retryAfterSeconds: number };

/**
 * Whether a request can be served within its deadline: what waits before it, at the speed of late. Admits while
 * too little is known: at first, and where nothing was settled yet but the first document may still be on its way.
 *
 * @param random between 0 and 1: spreads the callers who come back
 */
export const admit = (load: Load, deadlineMs: number, random: number): Admission => {
  if (load.waiting <= shallow || load.busyMs < settlingMs) return { admitted: true };
  if (load.served === 0 && load.busyMs < deadlineMs) return { admitted: true };
  const perMs = load.served / load.overMs;
  const overdueMs = load.waiting / perMs - deadlineMs;
  if (overdueMs <= 0) return { admitted: true };
  const wait = Math.ceil((overdueMs / SECOND) * (1 + random / 4));
  return { admitted: false, retryAfterSeconds: Math.min(longestWait, Math.max(1, wait)) };
};
