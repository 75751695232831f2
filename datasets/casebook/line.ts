/** A planted value: `in` is a JSON pointer into the line, offsets are UTF-16 units, `end` is excluded. */
export type PlantedValue = { in: string; start: number; end: number; type: string; value: string };

/** One line of the casebook: a document, its question, and what is known about both. */
export type CaseLine = {
  id: string;
  document_title: string;
  passages: string[];
  question: string;
  /** Accepted answers, each an exact span of a passage; empty where the document does not say. */
  answers: string[];
  answerable: boolean;
  kind: string;
  /** The same number on two documents that differ in the decisive fact. */
  pair?: number;
  pii: PlantedValue[];
};

/** The text that a planted value's `in` points to. */
export function pointedText(line: CaseLine, pointer: string): string {
  const [, field, index] = pointer.split('/');
  if (field === 'passages') return line.passages[Number(index)] ?? '';
  if (field === 'id' || field === 'document_title' || field === 'question') return line[field];
  throw new Error(`unknown place of a planted value: ${pointer}`);
}

/** Words as a reader counts them: runs between white space. */
export function countWords(text: string): number {
  return text.split(/\s+/).filter((word) => word !== '').length;
}
