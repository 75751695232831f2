import type { AnnotatedText, TypedSpan } from '../../apps/benchmark/src/redaction/annotated-texts.ts';
import { compare } from '../../apps/benchmark/src/redaction/compare.ts';
import { scoreRedaction } from '../../apps/benchmark/src/redaction/score.ts';
import { asMarked } from '../../apps/benchmark/src/redaction/type-map.ts';
import { looksFor, type PeerName, peers, type Range } from './peers.ts';

/** How well what was found meets what is marked; each from 0 to 1. */
export type Quality = {
  /** By overlap: half of the characters. */
  precision: number;
  recall: number;
  f1: number;
  /** Recall weighs four times as much as precision. */
  f2: number;
  /** F1 of words. */
  tokenF1: number;
  /** Share of marked characters that stay visible. */
  leaked: number;
  /** Texts without personal data in which something was found, of all such; null where there is none. */
  flagged: number | null;
};

/** A peer and we on the types that the peer looks for. */
export type SharedTypes = { peer: PeerName; types: string[]; marked: number; theirs: Quality; ours: Quality };

/** One name for all: peers call their types differently, and what is masked is masked under any name. */
const anyType = 'ANY';

/** Masking leaves them where they are, or nobody looks for them; most files mark none. */
const leftOut: ReadonlySet<string> = new Set(['DATE_TIME', 'AGE', 'NRP', 'TITLE']);

const isCompared = (type: string): boolean => !leftOut.has(type);

/**
 * How well the ranges meet the marks of the compared types, whatever their own types are. A range that touches a
 * mark of another type, and none of these, is nobody's mistake. There is at least one text.
 */
export const qualityOf = (
  texts: readonly AnnotatedText[],
  found: readonly (readonly Range[])[],
  compared: (type: string) => boolean = isCompared,
): Quality => {
  const score = scoreRedaction(
    texts.map(({ text, spans, group }, at) => {
      const expected = spans.filter(({ type }) => compared(type));
      const others = spans.filter(({ type }) => !compared(type));
      const meets = (range: Range, marks: readonly Range[]): boolean =>
        marks.some((mark) => touches(mark, range));
      const ranges = (found[at] ?? []).filter((range) => !meets(range, others) || meets(range, expected));
      return compare({ text, group, spans: expected.map(named) }, ranges.map(named), new Set([anyType]));
    }),
  );
  const { overlap, tokens } = score.micro;
  return {
    precision: overlap.precision?.mean ?? 0,
    recall: overlap.recall?.mean ?? 0,
    f1: overlap.f1?.mean ?? 0,
    f2: overlap.f2?.mean ?? 0,
    tokenF1: tokens.f1?.mean ?? 0,
    leaked: score.leaked.share?.mean ?? 0,
    flagged: score.clean.share?.mean ?? null,
  };
};

/**
 * Both on the types that the peer looks for and the file marks. Of our findings only those of such types count, as a
 * caller would ask for them; what the peer finds is of such types by its own account.
 */
export const onSharedTypes = (
  peer: PeerName,
  texts: readonly AnnotatedText[],
  found: { theirs: readonly (readonly Range[])[]; ours: readonly (readonly Range[])[] },
): SharedTypes => {
  const all = new Set(texts.flatMap(({ spans }) => spans.map(({ type }) => type)));
  const isShared = (type: string): boolean => isCompared(type) && looksFor(peers[peer], type);
  const types = [...all].filter(isShared).sort();
  const ours = found.ours.map((ranges) => ranges.filter(({ type = '' }) => isShared(asMarked(type, all))));
  return {
    peer,
    types,
    marked: texts.reduce((sum, { spans }) => sum + spans.filter(({ type }) => isShared(type)).length, 0),
    theirs: qualityOf(texts, found.theirs, isShared),
    ours: qualityOf(texts, ours, isShared),
  };
};

const named = ({ start, end }: Range): TypedSpan => ({ start, end, type: anyType });
const touches = (one: Range, other: Range): boolean => one.start < other.end && other.start < one.end;
