import type { Preview, PreviewedFinding } from './preview.ts';

/** A text in pieces: as it stands, or a value that masking would replace. */
export type Piece = { text: string; finding?: PreviewedFinding };

/** The pieces of a text, in order; put together they are the text. Findings are in order and do not overlap. */
export const piecesOf = (text: string, findings: readonly PreviewedFinding[]): Piece[] => {
  const pieces: Piece[] = [];
  let read = 0;
  for (const finding of findings) {
    if (finding.start > read) pieces.push({ text: text.slice(read, finding.start) });
    pieces.push({ text: text.slice(finding.start, finding.end), finding });
    read = finding.end;
  }
  if (read < text.length) pieces.push({ text: text.slice(read) });
  return pieces;
};

/** How often each type was found, the most frequent first. */
export const countByType = ({ findings }: Preview): { type: string; count: number }[] =>
  Array.from(
    Map.groupBy(findings, ({ type }) => type),
    ([type, each]) => ({ type, count: each.length }),
  ).sort((a, b) => b.count - a.count || (a.type < b.type ? -1 : 1));
