import { blankMarks, citationMarksIn } from './citation-marks.ts';
import { isFiller, isRefusal } from './refusal.ts';
import { type Span, sentencesOf } from './sentences.ts';

/** The number of a list item within a line is no claim. */
const listNumber = /^\(?\d{1,2}[.)]\s+(?=\S)/;

/** One statement of an answer, before anybody has looked for its support. */
export type Statement = Span & {
  /** The slice of the answer from `start` to `end`, citation marks included. */
  text: string;
  kind: 'claim' | 'filler' | 'refusal';
  /** The source numbers that it cites, in order of first mention. */
  cites: number[];
};

/**
 * An answer as statements: sentences and list items. Offsets are UTF-16 units into the answer, end
 * exclusive. Citation marks that stand alone (a line `[1] [2]` at the end) belong to the statement before.
 */
export const statementsOf = (answer: string): Statement[] => {
  const statements: Statement[] = [];
  for (const span of sentencesOf(answer)) {
    const { end } = span;
    const start = span.start + (listNumber.exec(answer.slice(span.start, end))?.[0].length ?? 0);
    const text = answer.slice(start, end);
    const cites = citesOf(text);
    const before = statements.at(-1);
    if (before !== undefined && cites.length > 0 && !/[\p{L}\p{N}]/u.test(blankMarks(text))) {
      before.end = end;
      before.text = answer.slice(before.start, end);
      before.cites = [...new Set([...before.cites, ...cites])];
      continue;
    }
    statements.push({ text, start, end, kind: kindOf(blankMarks(text)), cites });
  }
  return statements;
};

const citesOf = (text: string): number[] => [
  ...new Set(citationMarksIn(text).flatMap((mark) => mark.numbers)),
];

const kindOf = (text: string): Statement['kind'] => {
  if (isRefusal(text)) return 'refusal';
  return isFiller(text) ? 'filler' : 'claim';
};

/** True for an answer that declines: it holds a refusal and nothing that it claims. */
export const declines = (statements: readonly { kind: Statement['kind'] }[]): boolean =>
  statements.some(({ kind }) => kind === 'refusal') && statements.every(({ kind }) => kind !== 'claim');
