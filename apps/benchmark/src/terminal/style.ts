import { styleText } from 'node:util';

export type Format = Parameters<typeof styleText>[0];

/** Colours text for a stream; plain where it is no terminal or NO_COLOR is set. */
export const paint = (format: Format, text: string, stream: NodeJS.WriteStream = process.stdout): string =>
  styleText(format, text, { stream });

/** Columns of a terminal; a common width where there is none. */
export const widthOf = (stream: NodeJS.WriteStream = process.stdout): number =>
  Math.max(40, stream.isTTY ? (stream.columns ?? 80) : 110);
