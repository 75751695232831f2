import type { TypedSpan } from './annotated-texts.ts';
import { Covered } from './covered.ts';
import type { Comparable } from './evaluate-redaction.ts';

/** One thing that went wrong, with its text around it: for the eyes of the one who may read the texts. */
export type Mistake = {
  id: string;
  /** `missed`: marked, and nothing found there; `type`: found as another type; `wrong`: found, and nothing marked. */
  kind: 'missed' | 'type' | 'wrong';
  type: string;
  /** For `type`: what it was found as. */
  as?: string;
  start: number;
  end: number;
  value: string;
  before: string;
  after: string;
  score?: number;
};

const around = 40;

/** What an evaluation by overlap counts against an analyzer, in the order of the texts. */
export const mistakesOf = (texts: readonly Comparable[], counted: ReadonlySet<string>): Mistake[] =>
  texts.flatMap((each) => [...missedIn(each, counted), ...wrongIn(each, counted)]);

const missedIn = ({ text, expected, found }: Comparable, counted: ReadonlySet<string>): Mistake[] =>
  expected
    .filter(({ type }) => counted.has(type))
    .filter(
      (span) =>
        !reaches(
          found.filter(({ type }) => type === span.type),
          span,
          text.text.length,
        ),
    )
    .map((span) => {
      const other = found.find((each) => each.start < span.end && span.start < each.end);
      const isOther = other !== undefined && other.type !== span.type;
      return {
        ...shown(text, span),
        kind: isOther ? 'type' : 'missed',
        ...(isOther ? { as: other.type } : {}),
      };
    });

const wrongIn = ({ text, expected, found }: Comparable, counted: ReadonlySet<string>): Mistake[] =>
  found
    .filter(({ type }) => counted.has(type))
    // Found as another type than marked is told once, by the marked span.
    .filter((span) => !reaches(expected, span, text.text.length))
    .map((span) => ({ ...shown(text, span), kind: 'wrong', score: span.score }));

const reaches = (spans: readonly TypedSpan[], span: TypedSpan, length: number): boolean =>
  new Covered(length, spans).holds(span);

const shown = ({ id, text }: Comparable['text'], { type, start, end }: TypedSpan) => ({
  id,
  type,
  start,
  end,
  value: text.slice(start, end),
  before: text.slice(Math.max(0, start - around), start),
  after: text.slice(end, end + around),
});
