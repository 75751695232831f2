import { Failure } from '@rollcall/failures';

/** A place in a text that holds personal data; UTF-16 offsets. */
export type Finding = { entity: string; start: number; end: number };

/** What stands between two parts of a document: no name or number reaches over it. */
const gap = '\n\n';

/** The parts of one document as one text, so that a name that one of them introduces is known in the others. */
export const joined = (parts: readonly string[]): string => parts.join(gap);

/**
 * The parts of a joined text, each finding replaced by `<TYPE>`. A finding that reaches over the end of a part is
 * masked in both, and one inside another goes with it. Throws `embeddings.unmasked` for a finding outside the
 * text: whoever found it looked at another one.
 */
export const maskParts = (parts: readonly string[], findings: readonly Finding[]): string[] => {
  const whole = joined(parts);
  if (findings.some(({ start, end }) => start < 0 || end <= start || end > whole.length)) {
    throw new Failure('embeddings.unmasked', { details: { problem: 'offsets' } });
  }
  const sorted = findings.toSorted((a, b) => a.start - b.start || b.end - a.end);
  let from = 0;
  return parts.map((part) => {
    const start = from;
    from += part.length + gap.length;
    return replaceIn(part, start, sorted);
  });
};

const replaceIn = (part: string, offset: number, sorted: readonly Finding[]): string => {
  const pieces: string[] = [];
  let read = 0;
  for (const { entity, start, end } of sorted) {
    const first = Math.max(start - offset, 0);
    const last = Math.min(end - offset, part.length);
    if (last <= read || first >= part.length) continue;
    // What begins inside the one before only makes it longer.
    if (first >= read) pieces.push(part.slice(read, first), `<${entity}>`);
    read = last;
  }
  return pieces.join('') + part.slice(read);
};
