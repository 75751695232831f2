import { readFileSync, writeFileSync } from 'node:fs';
import { type CaseLine, countWords } from './line.ts';

const README = new URL('README.md', import.meta.url);
const [BEGIN, END] = ['<!-- figures -->', '<!-- end of figures -->'];

/** The casebook in figures, as Markdown: what the README shows. */
export function figuresOf(lines: readonly CaseLine[]): string {
  const words = lines.map((line) => countWords(line.passages.join(' '))).sort((a, b) => a - b);
  const answerable = lines.filter((line) => line.answerable);
  const personal = answerable.filter(isAnsweredByPersonalData);
  const values = lines.flatMap((line) => line.pii);
  const kinds = [...new Set(lines.map((line) => line.kind))].sort();
  const types = [...Map.groupBy(values, ({ type }) => type)].sort((a, b) => b[1].length - a[1].length);
  const repeated = repetition(lines);
  const rows: [string, string | number][] = [
    ['documents', lines.length],
    ['words: fewest, median, most', `${words[0]}, ${words[words.length >> 1]}, ${words.at(-1)}`],
    [
      'passages: one, two, three',
      [1, 2, 3].map((n) => lines.filter((l) => l.passages.length === n).length).join(', '),
    ],
    ['unanswerable questions', share(lines.length - answerable.length, lines.length)],
    ['answers that are personal data', `${share(personal.length, answerable.length)} of the answerable`],
    ['pairs that differ in the decisive fact', new Set(lines.flatMap(({ pair }) => pair ?? [])).size],
    ['planted values', `${values.length} in ${types.length} types`],
    ['planted values in ids, titles, questions', inFields(values)],
    ['sentences shared with the most similar document, pairs aside: median, most', repeated.sentences],
    ['word 5-grams shared with the most similar document, pairs aside: median, most', repeated.grams],
  ];
  return [
    table(['', ''], rows),
    table(
      ['kind', 'documents', 'unanswerable', 'answered by personal data', 'planted values'],
      kinds.map((kind) => {
        const own = lines.filter((line) => line.kind === kind);
        const [open, personal] = [own.filter((l) => !l.answerable), own.filter(isAnsweredByPersonalData)];
        return [kind, own.length, open.length, personal.length, own.flatMap((l) => l.pii).length];
      }),
    ),
    table(
      ['type', 'values', 'documents'],
      types.map(([type, of]) => [
        type,
        of.length,
        lines.filter((line) => line.pii.some((value) => value.type === type)).length,
      ]),
    ),
  ].join('\n\n');
}

/** Writes the figures into the README, between their two marks. */
export function writeFigures(lines: readonly CaseLine[]): void {
  const text = readFileSync(README, 'utf8');
  const [before, after] = [text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END)];
  if (before < BEGIN.length || after < 0) throw new Error('the README has no place for the figures');
  writeFileSync(README, `${text.slice(0, before)}\n\n${figuresOf(lines)}\n\n${text.slice(after)}`);
}

function isAnsweredByPersonalData(line: CaseLine): boolean {
  const inPassages = line.pii.filter((value) => value.in.startsWith('/passages/'));
  return line.answers.some((answer) => inPassages.some(({ value }) => answer.includes(value)));
}

function inFields(values: readonly { in: string }[]): string {
  return ['/id', '/document_title', '/question']
    .map((field) => values.filter((value) => value.in === field).length)
    .join(', ');
}

/** How much of each document stands word for word in the one other that is most like it. */
function repetition(lines: readonly CaseLine[]): { sentences: string; grams: string } {
  const measure = (unitsOf: (text: string) => string[]) => {
    const units = lines.map((line) => new Set(unitsOf(line.passages.join('\n'))));
    const most = lines.map((line, i) =>
      Math.max(
        ...lines.map((other, j) => {
          if (i === j || other.kind !== line.kind) return 0;
          if (line.pair !== undefined && line.pair === other.pair) return 0;
          return [...units[i]!].filter((unit) => units[j]!.has(unit)).length / units[i]!.size;
        }),
      ),
    );
    most.sort((a, b) => a - b);
    return `${percent(most[most.length >> 1]!)}, ${percent(most.at(-1)!)}`;
  };
  return { sentences: measure(sentencesOf), grams: measure(gramsOf) };
}

function sentencesOf(text: string): string[] {
  return text.split(/\n+|(?<=[.?!])\s+/).filter((sentence) => countWords(sentence) >= 4);
}

function gramsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.slice(4).map((_, i) => words.slice(i, i + 5).join(' '));
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function share(part: number, whole: number): string {
  return `${part} (${percent(part / whole)})`;
}

/** A Markdown table with even columns, as the formatter wants it. */
function table(head: string[], rows: (string | number)[][]): string {
  const cells = [head, ...rows.map((row) => row.map(String))];
  const widths = head.map((_, i) => Math.max(3, ...cells.map((row) => row[i]!.length)));
  const ruled = [head, widths.map((width) => '-'.repeat(width)), ...cells.slice(1)];
  return ruled.map((row) => `| ${row.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`).join('\n');
}
