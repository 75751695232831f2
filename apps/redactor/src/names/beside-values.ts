import type { Finding } from '../recognizers/recognizer.ts';

/** Types whose values may be a part of a name's stretch, or hold a name. */
const mayHoldNames: ReadonlySet<string> = new Set(['LOCATION', 'UK_POSTCODE', 'NRP', 'DATE_TIME', 'AGE']);

/** A value by form ends a name from this score on, and swallows one that lies in it from the next. */
const telling = 0.5;
const swallowing = 0.4;

/**
 * Names without what other recognizers know better: a name ends where a number plate or an account begins, and inside
 * of one there is none. An address may hold a postcode. Linear in both, but for sorting.
 */
export const besideValues = (names: readonly Finding[], values: readonly Finding[]): Finding[] => {
  const inOrder = values
    .filter(({ entity, score }) => score >= swallowing && !mayHoldNames.has(entity))
    .sort((a, b) => a.start - b.start);
  let passed = 0;
  const kept: Finding[] = [];
  for (const name of names) {
    let { start, end } = name;
    while (passed < inOrder.length && inOrder[passed]!.end <= start) passed += 1;
    for (let at = passed; at < inOrder.length && inOrder[at]!.start < end; at += 1) {
      const value = inOrder[at]!;
      if (value.end <= start) continue;
      const holdsName = value.start <= start && end <= value.end;
      if (value.score < telling && !holdsName) continue;
      if (name.entity === 'LOCATION' && start < value.start && value.end < end) continue;
      if (value.start > start) end = value.start;
      else start = Math.min(end, value.end);
    }
    if (start + 1 < end) kept.push(start === name.start && end === name.end ? name : { ...name, start, end });
  }
  return kept;
};
