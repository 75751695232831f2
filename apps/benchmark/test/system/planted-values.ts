/** A place outside Postgres' tables of raw text, as one text. */
export type Place = { name: string; text: string };
export type Found = { place: string; value: string };

/** Shorter values stand in ordinary text by chance. */
export const shortestValue = 6;

/**
 * Finds values in places. Values are looked up by their first six characters at every position, so that
 * thousands of values in tens of megabytes take seconds.
 */
export const findValues = (places: Place[], values: Iterable<string>): Found[] => {
  const byStart = new Map<string, Set<string>>();
  for (const value of values) {
    if (value.length < shortestValue) continue;
    const start = value.slice(0, shortestValue);
    const known = byStart.get(start) ?? new Set();
    byStart.set(start, known.add(value));
  }
  const starts = new Set([...byStart.keys()].map((start) => start.charCodeAt(0)));
  const found = new Map<string, Found>();
  for (const { name, text } of places) {
    for (let at = 0; at <= text.length - shortestValue; at += 1) {
      if (!starts.has(text.charCodeAt(at))) continue;
      for (const value of byStart.get(text.slice(at, at + shortestValue)) ?? []) {
        if (text.startsWith(value, at)) found.set(`${name} ${value}`, { place: name, value });
      }
    }
  }
  return [...found.values()];
};
