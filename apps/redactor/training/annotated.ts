import { readFileSync } from 'node:fs';

export type Span = { start: number; end: number; type: string };

/** A text in which somebody has marked personal data. */
export type Annotated = { set: string; id: string; group: string; text: string; spans: Span[] };

type Line = { id: string; text: string; spans: Span[]; template?: string };
type CasebookLine = {
  document_title?: string;
  passages: string[];
  question: string;
  pii: (Span & { in: string })[];
};

/** 32-bit FNV-1a over UTF-8. */
const fnv1a = (text: string): number => {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text, 'utf8')) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
};

/** The side of a text: three of ten templates, or ids where there are none, are for testing; as `rollcall eval redaction` splits. */
export const partOf = (group: string): 'train' | 'test' => (fnv1a(group) % 10 < 3 ? 'test' : 'train');

/** Which of `folds` parts of the training side a text is in, from 0: whole templates, for cross-validation. */
export const foldOf = (group: string, folds: number): number => Math.floor(fnv1a(group) / 10) % folds;

const linesOf = (path: string): string[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');

/** Reads a file of `{id, text, spans, template?}` lines. */
export const readSet = (set: string, path: string): Annotated[] =>
  linesOf(path).map((line) => {
    const { id, text, spans, template } = JSON.parse(line) as Line;
    return { set, id, group: template ?? id, text, spans };
  });

/** Reads the casebook: titles, passages and questions are a text each. */
export const readCasebook = (path: string): Annotated[] =>
  linesOf(path).flatMap((line, index) => {
    const given = JSON.parse(line) as CasebookLine;
    const fields: [string, string][] = [
      ['/document_title', given.document_title ?? ''],
      ...given.passages.map((passage, at): [string, string] => [`/passages/${at}`, passage]),
      ['/question', given.question],
    ];
    return fields.map(([field, text]) => ({
      set: 'casebook',
      id: `line ${index + 1}${field}`,
      group: `line ${index + 1}`,
      text,
      spans: given.pii.filter((each) => each.in === field).sort((a, b) => a.start - b.start),
    }));
  });
