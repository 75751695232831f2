/** Who asks for a longer wait is asked again after this long. */
const longestWaitMs = 5 * 60 * 1000;

/**
 * How long an endpoint wants to be left alone, in milliseconds, at most five minutes: `retry-after-ms`, or
 * `retry-after` in seconds or as a date (RFC 9110, section 10.2.3). Undefined where it says neither.
 */
export const retryAfterMs = (
  headers: Pick<Headers, 'get'> | undefined,
  nowMs: number,
): number | undefined => {
  const exact = headers?.get('retry-after-ms');
  const given = headers?.get('retry-after');
  const wait = exact ? Number(exact) : given ? secondsOrDate(given, nowMs) : Number.NaN;
  return Number.isFinite(wait) ? Math.min(Math.max(0, Math.round(wait)), longestWaitMs) : undefined;
};

const secondsOrDate = (given: string, nowMs: number): number =>
  /^\d+(?:\.\d+)?$/.test(given) ? Number(given) * 1000 : Date.parse(given) - nowMs;
