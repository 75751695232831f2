import { collect, FeatureList } from '../src/names/features.ts';
import { firstLabel, nameTypes } from '../src/names/labels.ts';
import type { Lexicon } from '../src/names/lexicon.ts';
import type { Scan } from '../src/names/scan.ts';
import { readText } from '../src/names/sentence.ts';
import type { Span } from './annotated.ts';

/** A text to learn from: `features[offsets[i]..offsets[i + 1])` are those of token i, `templates` what each is of. */
export type Example = {
  offsets: Int32Array;
  features: Int32Array;
  templates: Uint8Array;
  labels: Uint8Array;
};

/** Works out the features of a text's tokens, and the labels that the marked names give them. */
export const encodeText = (text: string, spans: readonly Span[], lexicon: Lexicon): Example => {
  const reading = readText(text, lexicon);
  const { count } = reading.tokens;
  const list = new FeatureList();
  const features: number[] = [];
  const templates: number[] = [];
  const offsets = new Int32Array(count + 1);
  for (let token = 0; token < count; token += 1) {
    collect(reading, token, list);
    for (let at = 0; at < list.count; at += 1) {
      features.push(list.hashes[at]!);
      templates.push(list.templates[at]!);
    }
    offsets[token + 1] = features.length;
  }
  return {
    offsets,
    features: Int32Array.from(features),
    templates: Uint8Array.from(templates),
    labels: labelsOf(
      reading.tokens,
      spans.map((span) => withoutTitle(text, span)),
    ),
  };
};

const title = /^(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Madam)\b\.? ?)+(?=\S)/i;

/** Some mark a form of address as a part of the name and others do not: it never is one here. */
const withoutTitle = (text: string, span: Span): Span => {
  const match = span.type === 'PERSON' ? title.exec(text.slice(span.start, span.end)) : null;
  return match === null ? span : { ...span, start: span.start + match[0].length };
};

/** A token has the label of the first marked name that it touches. Both lists are in order. */
export const labelsOf = (tokens: Scan, spans: readonly Span[]): Uint8Array => {
  const labels = new Uint8Array(tokens.count);
  let token = 0;
  for (const { start, end, type } of spans) {
    const known = (nameTypes as readonly string[]).indexOf(type);
    while (token < tokens.count && tokens.end[token]! <= start) token += 1;
    for (let inside = false; token < tokens.count && tokens.start[token]! < end; token += 1) {
      if (known === -1) continue;
      labels[token] = firstLabel(known) + (inside ? 1 : 0);
      inside = true;
    }
  }
  return labels;
};

/** The same text with no capitals; the text itself where that changes its length, since the offsets must stay. */
export const withoutCapitals = (text: string): string => {
  const small = text.toLowerCase();
  return small.length === text.length ? small : text;
};
