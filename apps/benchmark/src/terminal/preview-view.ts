import { countByType, piecesOf } from '../redaction/marked-text.ts';
import type { Preview } from '../redaction/preview.ts';
import { type Format, paint } from './style.ts';
import { harmless } from './text-width.ts';

const formats: Format[] = [
  ['black', 'bgCyan'],
  ['black', 'bgYellow'],
  ['black', 'bgGreen'],
  ['black', 'bgMagenta'],
  ['white', 'bgBlue'],
  ['white', 'bgRed'],
  ['black', 'bgWhite'],
];

/**
 * A text with the values that masking would replace, coloured by type, and a legend with counts. Where there are no
 * colours, a value stands in brackets with what would take its place.
 */
export const renderPreview = (text: string, preview: Preview, stream: NodeJS.WriteStream): string => {
  const counts = countByType(preview);
  const formatOf = new Map(counts.map(({ type }, at) => [type, formats[at % formats.length] ?? 'inverse']));
  const isColoured = paint('inverse', 'x', stream) !== 'x';
  const shown = piecesOf(text, preview.findings).map(({ text: piece, finding }) => {
    if (finding === undefined) return harmless(piece);
    const value = harmless(piece);
    if (!isColoured) return `[${value} → ${finding.replacement === '' ? 'nothing' : finding.replacement}]`;
    // A colour ends with its line: terminals paint the rest of the next one otherwise.
    return value
      .split('\n')
      .map((line) => paint(formatOf.get(finding.type) ?? 'inverse', line, stream))
      .join('\n');
  });
  const legend = counts.map(({ type, count }) =>
    isColoured
      ? `${paint(formatOf.get(type) ?? 'inverse', ` ${type} `, stream)} ${count}`
      : `${type} ${count}`,
  );
  const summary = counts.length === 0 ? 'Nothing would be masked.' : `Would be masked: ${legend.join('  ')}`;
  return `${shown.join('').trimEnd()}\n\n${summary}`;
};
