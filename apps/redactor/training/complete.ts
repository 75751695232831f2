import { tagNames } from '../src/names/tagger.ts';
import type { Weights } from '../src/names/weights.ts';
import type { Annotated, Span } from './annotated.ts';

/** What the first weights are at least this sure of counts as marked. */
const sureFrom = 0.3;

/**
 * Marks in texts the names of the types that nobody has marked there, as far as weights from fully annotated texts know
 * them: learning that an unmarked company is none would be worse than learning nothing. Marked spans stay.
 */
export const completeWith = (
  weights: Weights,
  texts: readonly Annotated[],
  missing: ReadonlySet<string>,
): Annotated[] =>
  texts.map((each) => {
    const found = tagNames(each.text, weights)
      .filter(({ type, probability }) => missing.has(type) && probability >= sureFrom)
      .filter((name) => !each.spans.some((span) => overlaps(name, span)));
    const spans: Span[] = [...each.spans, ...found].sort((a, b) => a.start - b.start);
    return { ...each, spans };
  });

const overlaps = (a: { start: number; end: number }, b: { start: number; end: number }): boolean =>
  a.start < b.end && b.start < a.end;
