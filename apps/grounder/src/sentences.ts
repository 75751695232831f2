/** A part of a text: UTF-16 offsets, end exclusive. */
export type Span = { start: number; end: number };

/** Never the end of a sentence. */
const leading = new Set(
  'mr mrs ms dr prof rev hon sen rep gov gen col lt capt sgt st mt messrs mx vs v cf e.g i.e fig figs eq sec ch vol pp p art al approx ca est dept jan feb mar apr jun jul aug sep sept oct nov dec bzw z.b d.h nr str'.split(
    ' ',
  ),
);

/** The end of a sentence, what closes it, and the citation marks that stand behind it. */
const ending =
  /(?:(?<![.!?…])[.!?…]+|[。！？]+)["'”’»)\]]*(?:[ \t]?\[\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*\])*(?=\s|$|[。！？]|(?<=[。！？]["'”’»)\]]*))/gu;

const lineBreak = /(?:\r\n|[\n\r\u2028\u2029])\s*/g;

/** What opens a list item or a heading; it is no part of the sentence. */
const marker = /^(?:(?:[-*+•◦▪–—]|#{1,6}|\(?(?:\d{1,3}|[A-Za-z])[.)])[ \t]+)+/;

/**
 * Splits a text into sentences, list items and headings. The spans are in order, do not overlap, are not
 * empty, hold no white space at their ends, and together hold everything of the text but list markers
 * and white space. A citation mark behind the full stop belongs to the sentence before it.
 */
export const sentencesOf = (text: string): Span[] =>
  linesOf(text).flatMap((line) => {
    const opened = line.start + (marker.exec(text.slice(line.start, line.end))?.[0].length ?? 0);
    return splitLine(text, { start: opened, end: line.end });
  });

/** Lines, where a line that goes on in lower case belongs to the one before it: text that was wrapped. */
const linesOf = (text: string): Span[] => {
  const lines: Span[] = [];
  let start = 0;
  for (const found of text.matchAll(lineBreak)) {
    const next = found.index + found[0].length;
    const wrapped = /^\p{Ll}/u.test(text.slice(next, next + 2)) && (found[0].match(/\n/g) ?? []).length < 2;
    if (wrapped) continue;
    lines.push({ start, end: found.index });
    start = next;
  }
  lines.push({ start, end: text.length });
  return lines;
};

const splitLine = (text: string, line: Span): Span[] => {
  const spans: Span[] = [];
  let start = line.start;
  const body = text.slice(line.start, line.end);
  const cased = /\p{Lu}/u.test(body);
  for (const found of body.matchAll(ending)) {
    const end = line.start + found.index + found[0].length;
    if (!endsSentence(text, { start, end }, { at: line.start + found.index, cased })) continue;
    spans.push({ start, end });
    start = end;
  }
  spans.push({ start, end: line.end });
  return spans.map((span) => trim(text, span)).filter(({ start, end }) => end > start);
};

/**
 * Whether the mark at `at` ends the sentence that began at `span.start`. In a line with capitals
 * (`cased`) a small letter goes on with the sentence.
 */
const endsSentence = (text: string, span: Span, { at, cased }: { at: number; cased: boolean }): boolean => {
  const after = text.slice(span.end, span.end + 12).trimStart();
  if (cased && /^\p{Ll}/u.test(after)) return false;
  if (text[at] !== '.' || text[at + 1] === '.') return true;
  const word = wordBefore(text, at, Math.max(span.start, at - 24));
  if (leading.has(word.toLowerCase())) return false;
  if (/^\p{Lu}$/u.test(word)) return false;
  if (/^nos?$/i.test(word) && /^\d/.test(after)) return false;
  // `1.` alone is the number of a list item in running text.
  return !/^\s*\d{1,3}$/.test(text.slice(span.start, at));
};

/** The letters, digits and full stops that end at `at`, not from before `least`. */
const wordBefore = (text: string, at: number, least: number): string => {
  let from = at;
  while (from > least && isPlainSign(text.charCodeAt(from - 1))) from -= 1;
  if (from === least || text.charCodeAt(from - 1) < beyondAscii) return text.slice(from, at);
  return /[\p{L}\p{M}\p{N}.]*$/u.exec(text.slice(least, at))![0];
};

const beyondAscii = 128;

/** An ASCII letter, digit or full stop. */
const isPlainSign = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 46;

/** The span without white space at its ends. */
export const trim = (text: string, { start, end }: Span): Span => {
  let from = start;
  let to = end;
  while (from < to && /\s/.test(text[from]!)) from += 1;
  while (to > from && /\s/.test(text[to - 1]!)) to -= 1;
  return { start: from, end: to };
};

/**
 * Cuts a span into parts of at most `longest` UTF-16 units, at a semicolon, comma or space where there is
 * one in the second half, and never inside a surrogate pair. For transcripts and tables without full stops.
 */
export const cutLong = (text: string, span: Span, longest: number): Span[] => {
  const parts: Span[] = [];
  let { start } = span;
  while (span.end - start > longest) {
    const end = start + cutAt(text.slice(start, start + longest));
    parts.push(trim(text, { start, end }));
    start = end;
  }
  parts.push(trim(text, { start, end: span.end }));
  return parts.filter((part) => part.end > part.start);
};

const cutAt = (piece: string): number => {
  const half = piece.length / 2;
  for (const mark of ['; ', ', ', ' ']) {
    const at = piece.lastIndexOf(mark);
    if (at > half) return at + mark.length;
  }
  return endsInsidePair(piece) ? piece.length - 1 : piece.length;
};

const endsInsidePair = (piece: string): boolean => {
  const last = piece.charCodeAt(piece.length - 1);
  return last >= 0xd800 && last <= 0xdbff && piece.length > 1;
};
