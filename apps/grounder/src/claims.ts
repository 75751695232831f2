import { blankMarks, citationMarksIn } from './citation-marks.ts';
import { clausesOf } from './clauses.ts';
import { isFiller, isRefusal } from './refusal.ts';
import { cutLong, type Span, sentencesOf, trim } from './sentences.ts';
import { tablesOf } from './tables.ts';

/** The number of a list item within a line is no claim. */
const listNumber = /^\(?\d{1,2}[.)]\s+(?=\S)/;

/** A longer sentence, a text without full stops, is claimed in parts; UTF-16 units. */
const longestClaim = 1000;

/** One statement of an answer, before anybody has looked for its support. */
export type Statement = Span & {
  /** The slice of the answer from `start` to `end`, citation marks included. */
  text: string;
  kind: 'claim' | 'filler' | 'refusal';
  /** The source numbers that it cites, in order of first mention. */
  cites: number[];
  /** For a table's cell what it is said of: the row's first cell and the column's heading. */
  about?: string;
  /** What follows the last statement that was split off. */
  isRest?: true;
};

/**
 * An answer as statements: sentences, list items, clauses that carry facts of their own, and the cells of
 * tables. Offsets are UTF-16 units into the answer, end exclusive. Citation marks that stand alone (a line
 * `[1] [2]` at the end) belong to the statement before, and those of a sentence to all of its clauses.
 * After `most` statements the rest of the answer is one claim.
 */
export const statementsOf = (answer: string, most = Number.POSITIVE_INFINITY): Statement[] => {
  const statements = splitUp(answer, most);
  const end = statements.at(-1)?.end ?? 0;
  const rest = trim(answer, { start: end, end: answer.length });
  if (statements.length < most || rest.start === rest.end) return statements;
  const text = answer.slice(rest.start, rest.end);
  return [...statements, { ...rest, text, kind: 'claim', cites: [], isRest: true }];
};

const splitUp = (answer: string, most: number): Statement[] => {
  const statements: Statement[] = [];
  let from = 0;
  const { tables, cells } = tablesOf(answer);
  for (const table of tables) {
    addSentences(statements, answer, { start: from, end: table.start }, most);
    for (const { start, end, about } of cells) {
      if (start < table.start || end > table.end) continue;
      if (statements.length >= most) return statements;
      const text = answer.slice(start, end);
      const kind = about === '' ? 'filler' : kindOf(blankMarks(text));
      statements.push({ text, start, end, kind, cites: citesOf(text), ...(about === '' ? {} : { about }) });
    }
    from = table.end;
  }
  addSentences(statements, answer, { start: from, end: answer.length }, most);
  return statements;
};

const addSentences = (statements: Statement[], answer: string, part: Span, most: number): void => {
  for (const span of sentencesOf(answer.slice(part.start, part.end))) {
    if (statements.length >= most) return;
    const end = part.start + span.end;
    const opened = part.start + span.start;
    const start = opened + (listNumber.exec(answer.slice(opened, end))?.[0].length ?? 0);
    const cites = citesOf(answer.slice(start, end));
    const before = statements.at(-1);
    if (before !== undefined && cites.length > 0 && !saysAnything(answer.slice(start, end))) {
      before.end = end;
      before.text = answer.slice(before.start, end);
      before.cites = [...new Set([...before.cites, ...cites])];
      continue;
    }
    const parts = cutLong(answer, { start, end }, longestClaim);
    for (const clause of parts.flatMap((part) => clausesOf(answer, part))) {
      const text = answer.slice(clause.start, clause.end);
      statements.push({ ...clause, text, kind: kindOf(blankMarks(text)), cites });
    }
  }
};

const saysAnything = (text: string): boolean => /[\p{L}\p{N}]/u.test(blankMarks(text));

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
