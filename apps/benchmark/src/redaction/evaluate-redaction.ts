import { percentile } from '../scoring/percentile.ts';
import type { Analysis, ScoredSpan } from './analyzer.ts';
import type { AnnotatedText, TypedSpan } from './annotated-texts.ts';
import { compare } from './compare.ts';
import { type RedactionScore, scoreRedaction } from './score.ts';
import { asMarked, renamed, type TypeMaps } from './type-map.ts';

/** A text with what an analyzer found in it. */
export type Analyzed = { text: AnnotatedText; analysis: Analysis };

/** Which types are compared: named ones, those that are marked anywhere in the texts, or every type on either side. */
export type CountedTypes = readonly string[] | 'marked' | 'all';

export type RedactionEvaluation = RedactionScore & {
  counted: string[];
  /** Of one request after the other, milliseconds. */
  latencyMs: { p50: number | null; p95: number | null; p99: number | null };
  /** UTF-8 megabytes (10^6 bytes) a second of those requests. */
  megabytesPerSecond: number;
};

/** Texts whose spans, on both sides, have the names that they are compared by. */
export type Comparable = { text: AnnotatedText; expected: TypedSpan[]; found: ScoredSpan[] };

/**
 * Brings both sides to one naming: the maps first, then, for a found type that is marked nowhere, the kin that is;
 * `counted` are the types that are compared.
 */
export const comparable = (
  analyzed: readonly Analyzed[],
  { maps, counted }: { maps: TypeMaps; counted: CountedTypes },
): { texts: Comparable[]; counted: Set<string> } => {
  const expected = analyzed.map(({ text }) => renamed(text.spans, maps.expected));
  const marked = new Set(expected.flat().map(({ type }) => type));
  const texts = analyzed.map(({ text, analysis }, at) => ({
    text,
    expected: expected[at] ?? [],
    found: renamed(analysis.found, maps.found).map((span) => ({
      ...span,
      type: asMarked(span.type, marked),
    })),
  }));
  return { texts, counted: typesOf(texts, marked, counted) };
};

const typesOf = (texts: Comparable[], marked: Set<string>, counted: CountedTypes): Set<string> => {
  if (counted === 'marked') return marked;
  if (counted === 'all')
    return new Set([...marked, ...texts.flatMap(({ found }) => found.map(({ type }) => type))]);
  return new Set(counted);
};

/** Scores what an analyzer found in texts; there is at least one. */
export const evaluateRedaction = (
  analyzed: readonly Analyzed[],
  naming: { maps: TypeMaps; counted: CountedTypes },
): RedactionEvaluation => {
  const { texts, counted } = comparable(analyzed, naming);
  const latencies = analyzed.map(({ analysis }) => analysis.latencyMs);
  const bytes = analyzed.reduce((sum, { text }) => sum + Buffer.byteLength(text.text), 0);
  const totalMs = latencies.reduce((sum, each) => sum + each, 0);
  return {
    ...scoreRedaction(
      texts.map(({ text, expected, found }) => compare({ ...text, spans: expected }, found, counted)),
    ),
    counted: [...counted].sort(),
    latencyMs: {
      p50: percentile(latencies, 50),
      p95: percentile(latencies, 95),
      p99: percentile(latencies, 99),
    },
    // Bytes a millisecond are kilobytes a second.
    megabytesPerSecond: totalMs === 0 ? 0 : bytes / totalMs / 1000,
  };
};
