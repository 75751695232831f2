import { Failure } from '@rollcall/failures';
import { decrypt } from './cipher.ts';
import { newSalt, type Operator, operate } from './operators.ts';
import { withoutOverlaps } from './overlaps.ts';

/** A place in a text with the type of what stands there; UTF-16 offsets. */
export type Place = { entity: string; start: number; end: number };

/** What an operator wrote, with its place in the new text; UTF-16 offsets. */
export type Operated = Place & { operator: string; text: string };

export type Rewritten = { text: string; items: Operated[] };

/**
 * Applies operators to the findings of a text: each type's own, else `DEFAULT`, else replacement by
 * `<TYPE>`. A finding inside another one goes; of two that cross, the surer one takes the place of both.
 * Answers the items from the last to the first, as Presidio does. Throws `request.invalid` for a place
 * outside the text.
 */
export const anonymize = (
  text: string,
  findings: readonly (Place & { score: number })[],
  operators: Readonly<Record<string, Operator>>,
): Rewritten => {
  demandInside(text, findings, 'analyzer_results');
  const salt = newSalt();
  return rewrite(text, withoutOverlaps(findings, true), (place, value) => {
    const operator = operators[place.entity] ?? operators.DEFAULT ?? { type: 'replace' };
    return { operator: operator.type, text: operate(operator, { value, entity: place.entity, salt }) };
  });
};

/** How to undo: `decrypt` with the key, or leave as it is. */
export type Undo = { type: 'decrypt'; key: string } | { type: 'keep' };

/**
 * Undoes `encrypt` at the given places. A type without an entry of its own or a `DEFAULT` is left as it is.
 * Throws `request.invalid` for a place outside the text or a key that does not fit.
 */
export const deanonymize = (
  text: string,
  places: readonly Place[],
  undos: Readonly<Record<string, Undo>>,
): Rewritten => {
  demandInside(text, places, 'anonymizer_results');
  const sorted = places.toSorted((a, b) => a.start - b.start);
  if (sorted.some((place, index) => place.start < (sorted[index - 1]?.end ?? 0))) {
    throw new Failure('request.invalid', { details: { fields: ['anonymizer_results'] } });
  }
  return rewrite(text, sorted, (place, value) => {
    const undo = undos[place.entity] ?? undos.DEFAULT ?? { type: 'keep' };
    return { operator: undo.type, text: undo.type === 'decrypt' ? decrypt(value, undo.key) : value };
  });
};

const rewrite = (
  text: string,
  places: readonly Place[],
  write: (place: Place, value: string) => { operator: string; text: string },
): Rewritten => {
  const pieces: string[] = [];
  const items: Operated[] = [];
  let read = 0;
  let written = 0;
  for (const place of places) {
    const { operator, text: replacement } = write(place, text.slice(place.start, place.end));
    pieces.push(text.slice(read, place.start), replacement);
    const start = written + (place.start - read);
    written = start + replacement.length;
    read = place.end;
    items.push({ entity: place.entity, start, end: written, operator, text: replacement });
  }
  return { text: pieces.join('') + text.slice(read), items: items.reverse() };
};

const demandInside = (text: string, places: readonly Place[], field: string): void => {
  if (places.every(({ start, end }) => 0 <= start && start <= end && end <= text.length)) return;
  throw new Failure('request.invalid', { details: { fields: [field] } });
};
