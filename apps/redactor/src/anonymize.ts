import { Failure } from '@rollcall/failures';
import { decrypt } from './cipher.ts';
import { resolveConflicts } from './conflicts.ts';
import { newSalt, type Operator, operate, type Undo } from './operators.ts';

/** A place in a text with the type of what stands there; UTF-16 offsets. */
export type Place = { entity: string; start: number; end: number };

/** What an operator wrote, with its place in the new text; UTF-16 offsets. */
export type Operated = Place & { operator: string; text: string };

export type Rewritten = { text: string; items: Operated[] };

/**
 * Most UTF-16 units of a new text. Findings that cross are each written whole, so that a request of a
 * megabyte could otherwise ask for gigabytes.
 */
const mostWritten = 16 * 1024 * 1024;

/**
 * Applies operators to the findings of a text: each type's own, else `DEFAULT`, else replacement by
 * `<TYPE>`. Findings that overlap are settled as Presidio settles them (`resolveConflicts`). Answers the
 * items from the last to the first, as Presidio does. Throws `redact.invalid_parameter` for a place outside
 * the text, and `request.too_large` where the new text would be over 16 Mi characters.
 */
export const anonymize = (
  text: string,
  findings: readonly (Place & { score: number })[],
  operators: Readonly<Record<string, Operator>>,
): Rewritten => {
  demandInside(text, findings, 'analyzer_results');
  const salt = newSalt();
  return rewrite(text, resolveConflicts(text, findings), (place, value) => {
    const operator = operatorFor(operators, place.entity) ?? { type: 'replace' };
    return { operator: operator.type, text: operate(operator, { value, entity: place.entity, salt }) };
  });
};

/**
 * Undoes `encrypt` at the given places. A type without an entry of its own or a `DEFAULT` is left as it is.
 * Throws `redact.invalid_parameter` for a place outside the text or in another one, and for a key that does
 * not fit.
 */
export const deanonymize = (
  text: string,
  places: readonly Place[],
  undos: Readonly<Record<string, Undo>>,
): Rewritten => {
  demandInside(text, places, 'anonymizer_results');
  const sorted = places.toSorted((a, b) => a.start - b.start);
  if (sorted.some((place, index) => place.start < (sorted[index - 1]?.end ?? 0))) {
    throw misplaced('anonymizer_results');
  }
  return rewrite(text, sorted, (place, value) => {
    const undo = operatorFor(undos, place.entity) ?? { type: 'deanonymize_keep' };
    return { operator: undo.type, text: undo.type === 'decrypt' ? decrypt(value, undo.key) : value };
  });
};

/** A type is whatever a client calls it, `constructor` too. */
const operatorFor = <O>(operators: Readonly<Record<string, O>>, entity: string): O | undefined =>
  Object.hasOwn(operators, entity) ? operators[entity] : operators.DEFAULT;

/** Places in order of their beginnings; of two that cross, each is written whole. */
const rewrite = (
  text: string,
  places: readonly Place[],
  write: (place: Place, value: string) => { operator: string; text: string },
): Rewritten => {
  const pieces: string[] = [];
  const items: Operated[] = [];
  let read = 0;
  let written = 0;
  for (const [index, { entity, start, end }] of places.entries()) {
    const { operator, text: replacement } = write({ entity, start, end }, text.slice(start, end));
    pieces.push(text.slice(read, start), replacement);
    const from = written + (start - read);
    written = from + replacement.length;
    if (written > mostWritten) throw new Failure('request.too_large');
    read = Math.min(end, places[index + 1]?.start ?? end);
    items.push({ entity, start: from, end: written, operator, text: replacement });
  }
  return { text: pieces.join('') + text.slice(read), items: items.reverse() };
};

const demandInside = (text: string, places: readonly Place[], field: string): void => {
  const fits = ({ start, end }: Place): boolean =>
    0 <= start && start <= end && end <= text.length && !splitsPair(text, start) && !splitsPair(text, end);
  if (!places.every(fits)) throw misplaced(field);
};

/** Between the two units of one character, where nothing begins or ends. */
const splitsPair = (text: string, at: number): boolean => at > 0 && (text.codePointAt(at - 1) ?? 0) > 0xffff;

const misplaced = (field: string): Failure =>
  new Failure('redact.invalid_parameter', { details: { parameter: field } });
