import type { Coverage, Source } from './coverage.ts';
import { answering, entitiesOf } from './entities.ts';
import type { Question } from './question.ts';
import type { Span } from './sentences.ts';
import { likeness, tokensOf } from './tokens.ts';
import { isContent } from './words.ts';

/** A line `Label: value` of a form, or a row `| Label | value |` of a table. Offsets are the value's. */
export type Field = Span & { source: number; label: string };

/** Values over 160 characters are prose with a colon in it, and the sentence ranking reads those better. */
const line =
  /^[ \t>*•|-]*([\p{L}<][^:|\n]{0,60}?)\**[ \t]*[:|][ \t]*\**[ \t]*(\S[^\n|]{0,159}?)[ \t*|]{0,8}$/gmu;

export const fieldsOf = (text: string, source: number): Field[] =>
  [...text.matchAll(line)].flatMap((found) => {
    const [whole, label = '', value = ''] = found;
    if (/[.!?]\s+\p{Lu}/u.test(value)) return [];
    const start = found.index + whole.lastIndexOf(value);
    return [{ source, label, start, end: start + value.length }];
  });

/** Share of a label's words that the question must name. */
const enoughOfLabel = 0.7;

/**
 * The field that the question asks for by its label, or undefined. Where several have such a label, a
 * value of the asked form, a longer label and a source that speaks of the rest of the question win.
 */
export const fieldAskedFor = (
  question: Question,
  sources: Source[],
  coverage: Coverage,
): Field | undefined => {
  const asked = sources
    .flatMap((source, index) => fieldsOf(source.text, index))
    .map((field) => ({
      field,
      ...labelMatch(field.label, question),
      fits: hasForm(sources[field.source]?.text.slice(field.start, field.end) ?? '', question),
    }))
    .filter(({ share }) => share >= enoughOfLabel);
  const fit = ({ field, share, words, fits }: (typeof asked)[number]): number =>
    share * words + (fits ? 2 : 0) + 3 * (coverage.ofSource[field.source] ?? 0);
  return asked.toSorted((a, b) => fit(b) - fit(a))[0]?.field;
};

/** True for a value that looks like what was asked for, and for any value where the type has no form. */
const hasForm = (value: string, { type }: Question): boolean => {
  const wanted = answering[type];
  if (wanted === undefined) return true;
  const span = { start: 0, end: value.length };
  return entitiesOf(value, span, tokensOf(value)).some((entity) => wanted.includes(entity.kind));
};

/** Words that say in a question what a label leaves out, as in "When does the policy start?". */
const implied: Partial<Record<Question['type'], readonly string[]>> = {
  date: ['dat', 'day', 'time'],
  person: ['nam'],
  place: ['address', 'location', 'plac'],
  contact: ['numb', 'address'],
  identifier: ['numb', 'no', 'id', 'cod'],
  count: ['numb', 'total'],
  money: ['amount', 'total'],
};

const labelMatch = (label: string, { terms, type }: Question): { share: number; words: number } => {
  const words = tokensOf(label).filter(isContent);
  const known = [...terms, ...(implied[type] ?? [])];
  const named = words.filter((word) => terms.some((term) => likeness(term, word.stem) > 0));
  const met = words.filter((word) => known.some((term) => likeness(term, word.stem) > 0));
  if (named.length === 0) return { share: 0, words: 0 };
  return { share: met.length / words.length, words: met.length };
};
