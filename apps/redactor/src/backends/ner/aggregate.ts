import type { EntityType } from '../../entities.ts';
import type { Label } from './labels.ts';

/** A token with its place in a text and what the model says of it. */
export type LabelledToken = { start: number; end: number; label: Label; score: number };

/** A name as the model has it. `tag` is its label without the prefix. */
export type NamedSpan = { entity: EntityType; tag: string; start: number; end: number; score: number };

const wordEnd = /[\p{L}\p{N}\p{M}]$/u;
const wordStart = /^[\p{L}\p{N}\p{M}]/u;
/** Scripts that do not write blanks between words. */
const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

/** What may stand inside of a name and have no label. */
const joint = /^[\s.'’&/-]{0,3}$/;

/**
 * Names out of labelled tokens. A word is one thing: where a part of it has a label, all of it has. A name goes on
 * until a token begins another one, has another type or none; parts of a name with labels of their own (a given name,
 * a surname) are one. The score is the mean of its words'.
 */
export const aggregate = (text: string, tokens: readonly LabelledToken[]): NamedSpan[] => {
  const spans: { span: NamedSpan; words: number }[] = [];
  for (const word of wordsOf(text, tokens)) {
    const { entity, begins, tag } = word.label;
    if (entity === undefined) continue;
    const open = spans.at(-1);
    const goesOn =
      open?.span.entity === entity &&
      (!begins || open.span.tag !== tag) &&
      joint.test(text.slice(open.span.end, word.start));
    if (goesOn) {
      const { span, words } = open;
      span.end = Math.max(span.end, word.end);
      span.score = (span.score * words + word.score) / (words + 1);
      open.words += 1;
    } else {
      spans.push({ span: { entity, tag, start: word.start, end: word.end, score: word.score }, words: 1 });
    }
  }
  return spans.map(({ span }) => trimmed(text, span)).filter(({ start, end }) => start < end);
};

/** Tokens of one word as one, with the label of the first that has one. */
const wordsOf = (text: string, tokens: readonly LabelledToken[]): LabelledToken[] => {
  const words: LabelledToken[] = [];
  for (const token of tokens) {
    const last = words.at(-1);
    if (last === undefined || !isOneWord(text, last, token)) {
      words.push({ ...token });
      continue;
    }
    last.end = Math.max(last.end, token.end);
    if (last.label.entity === undefined && token.label.entity !== undefined) {
      last.label = token.label;
      last.score = token.score;
    } else if (last.label.entity === token.label.entity) {
      last.score = Math.max(last.score, token.score);
    }
  }
  return words;
};

const isOneWord = (text: string, left: LabelledToken, right: LabelledToken): boolean => {
  if (right.start > left.end || left.start === left.end || right.start === right.end) return false;
  const [before, after] = [text.slice(left.start, left.end), text.slice(right.start, right.end)];
  return (
    right.start < left.end ||
    (wordEnd.test(before) && wordStart.test(after) && !unspaced.test(before) && !unspaced.test(after))
  );
};

const trimmed = (text: string, span: NamedSpan): NamedSpan => {
  const value = text.slice(span.start, span.end);
  return {
    ...span,
    start: span.start + value.length - value.trimStart().length,
    end: span.end - (value.length - value.trimEnd().length),
  };
};

/** Spans of windows that overlap: of one type and in one place they are one, as wide as both and as sure as the surer. */
export const mergeWindows = (spans: readonly NamedSpan[]): NamedSpan[] => {
  const merged: NamedSpan[] = [];
  const lastOf = new Map<EntityType, NamedSpan>();
  for (const next of spans.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = lastOf.get(next.entity);
    if (last !== undefined && next.start < last.end) {
      last.end = Math.max(last.end, next.end);
      last.score = Math.max(last.score, next.score);
      continue;
    }
    const kept = { ...next };
    merged.push(kept);
    lastOf.set(next.entity, kept);
  }
  return merged;
};
