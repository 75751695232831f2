/** A planted value in a text; `start` and `end` in UTF-16 units, `end` excluded. */
export type Span = { start: number; end: number; type: string };

/** A text and the personal data that stand in it, in order, never overlapping. */
export type MarkedText = { text: string; spans: Span[] };

/** A text without personal data. */
export function plain(text: string): MarkedText {
  return { text, spans: [] };
}

/** A text that is one planted value from end to end. */
export function planted(text: string, type: string): MarkedText {
  return { text, spans: [{ start: 0, end: text.length, type }] };
}

/** The texts one after the other, with all spans moved to where their values now stand. */
export function concat(parts: readonly MarkedText[]): MarkedText {
  let text = '';
  const spans: Span[] = [];
  for (const part of parts) {
    for (const span of part.spans) {
      spans.push({ ...span, start: span.start + text.length, end: span.end + text.length });
    }
    text += part.text;
  }
  return { text, spans };
}

/** The piece from `start` to `end`; a cut through a planted value is an error of the grammar. */
export function slice(whole: MarkedText, start: number, end: number): MarkedText {
  const inside = whole.spans.filter((span) => span.start < end && span.end > start);
  if (inside.some((span) => span.start < start || span.end > end)) throw new Error('cut through a value');
  return {
    text: whole.text.slice(start, end),
    spans: inside.map((span) => ({ ...span, start: span.start - start, end: span.end - start })),
  };
}
