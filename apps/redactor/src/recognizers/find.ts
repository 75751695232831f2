import { contextNear, givenContext, type NearWord, windowsAround } from './context.ts';
import { type DigitNeed, digitsOfPattern } from './digits-of-pattern.ts';
import { findPhrases, type Hit, type PhraseIndex, phraseIndex } from './phrases.ts';
import type { Explanation, Finding, Pattern, Recognizer } from './recognizer.ts';
import { digitPlaces, inBoth, type Window, windowsAroundDigits, windowsInFront } from './windows.ts';
import { type Words, wordsOf } from './words.ts';

/** A context word adds this much, and lifts a weak pattern to at least `contextFloor` (Presidio's rule). */
const contextBoost = 0.35;
const contextFloor = 0.4;

/** A number whose check digit fits and whose name stands beside it goes before a label's guess. */
const checkedFloor = 0.75;

export type FindOptions = {
  /** Findings under this score are not wanted; looking for them may be skipped. Default 0. */
  threshold?: number;
  /** Words that count as standing beside every value; see `givenContext`. */
  context?: readonly string[];
  /** Types to look for; all by default. */
  entities?: ReadonlySet<string>;
};

/**
 * Everything that the recognizers find in a text, unresolved: findings may overlap. Where several take the same
 * value for theirs because of a word nearby, those with the nearest word have it. Time is linear in the text: a
 * pattern that cannot reach the threshold by itself is only looked for around its context words.
 */
export const findAll = (
  recognizers: readonly Recognizer[],
  text: string,
  { threshold = 0, context = [], entities }: FindOptions = {},
): Finding[] => {
  const { phrases, looks } = indexOf(recognizers);
  const words = wordsOf(text);
  const hits = findPhrases(text, words, phrases);
  const around = aroundDigits(text);
  const aroundHits = new Map<number, Window[]>();
  const findings: Finding[] = [];
  for (const look of looks) {
    const { recognizer, number, pattern, need } = look;
    if (entities?.has(recognizer.entity) === false) continue;
    const nearby = hits[number];
    const given = givenWord(recognizer, context);
    const mustHaveContext = given === undefined && isNothingAlone(recognizer, pattern, threshold);
    if (mustHaveContext && nearby === undefined) continue;
    let windows = need === undefined ? undefined : around(need);
    if (windows?.length === 0) continue;
    const inFront = inFrontOfParts(text, pattern);
    if (inFront?.length === 0) continue;
    if (inFront !== undefined) windows = windows === undefined ? inFront : inBoth(windows, inFront);
    if (mustHaveContext) {
      const nearWords = aroundHits.get(number) ?? windowsAround(words, nearby!, text.length);
      aroundHits.set(number, nearWords);
      windows = windows === undefined ? nearWords : inBoth(nearWords, windows);
    }
    windows ??= [{ from: 0, to: text.length }];
    const reading = { text, words, hits: nearby ?? [], given };
    for (const window of windows) findPattern(look, reading, window, findings);
  }
  return nearestOnly(findings);
};

/** True for a pattern that finds nothing that counts where there is no context word. */
const isNothingAlone = (recognizer: Recognizer, pattern: Pattern, threshold: number): boolean =>
  recognizer.aroundContext ||
  recognizer.needsContext ||
  (pattern.score < threshold && recognizer.certain !== true);

/** Where a match may begin for what it requires; undefined where that says nothing. */
const inFrontOfParts = (text: string, { requires, within }: Pattern): Window[] | undefined => {
  if (requires === undefined) return undefined;
  if (within !== undefined) return windowsInFront(text, requires, within);
  return requires.some((part) => text.includes(part)) ? undefined : [];
};

/** How far behind the beginning of a match its first digit may stand, in UTF-16 units; see `hasDigits`. */
const beforeDigit = 96;
const beforeDigitElsewhere = 400;

/** What a pattern demands of digits nearby: `before` is how far in front of the first a match may begin; equal needs have one `id`. */
type NearDigits = DigitNeed & { before: number; id: number };

/** Windows around the digits of a text, worked out once for all patterns that need the same. */
const aroundDigits = (text: string): ((need: NearDigits) => Window[]) => {
  let digits: Int32Array | undefined;
  const known: Window[][] = [];
  return (need) => {
    digits ??= digitPlaces(text);
    known[need.id] ??= windowsAroundDigits(digits, need, need.before);
    return known[need.id]!;
  };
};

type Reading = { text: string; words: Words; hits: readonly Hit[]; given: NearWord | undefined };

/** What a pattern may look at before a window begins, and how far a match may reach behind its end. */
const lookBehind = 128;
const reach = 400;

const findPattern = (look: Look, reading: Reading, { from, to }: Window, findings: Finding[]): void => {
  const { recognizer, pattern } = look;
  const offset = Math.max(0, from - lookBehind);
  const end = Math.min(reading.text.length, to + (pattern.reach ?? reach));
  const whole = offset === 0 && end === reading.text.length;
  const part = whole ? reading.text : reading.text.slice(offset, end);
  const { regex } = pattern;
  regex.lastIndex = from - offset;
  for (let match = regex.exec(part); match !== null; match = regex.exec(part)) {
    if (match.index + offset >= to) break;
    if (match[0] === '') regex.lastIndex += 1;
    const value = match.groups?.value ?? match[0];
    const at = match.indices?.groups?.value?.[0] ?? match.index;
    const validated = recognizer.validate?.(value);
    if (validated === false) {
      // The value may begin later in what was matched: "0958 4111 1111 1111 1111" holds a card.
      regex.lastIndex = Math.max(
        match.index + 1,
        at + /^[^\p{L}\p{N}]*[\p{L}\p{N}]*/u.exec(value)![0].length,
      );
      continue;
    }
    const start = at + offset;
    const near = validated === true ? undefined : nearOf(recognizer, reading, start, start + value.length);
    if (recognizer.needsContext && near === undefined) continue;
    findings.push(findingOf(look, { start, value, validated, near }));
  }
};

const nearOf = (
  recognizer: Recognizer,
  { text, words, hits, given }: Reading,
  start: number,
  end: number,
): NearWord | undefined =>
  recognizer.aroundContext ? undefined : (contextNear(text, words, hits, { start, end }) ?? given);

type Match = { start: number; value: string; validated: boolean | undefined; near: NearWord | undefined };

const findingOf = (look: Look, { start, value, validated, near }: Match): Finding => {
  const { recognizer, pattern } = look;
  return {
    entity: recognizer.entity,
    start,
    end: start + value.length,
    score: scoreOf(pattern.score, validated, near === undefined ? undefined : floorOf(recognizer)),
    because: becauseOf(look, validated, near),
  };
};

/** Findings of a pattern with the same word nearby have their reason in common. */
const becauseOf = (
  { recognizer, pattern, reasons }: Look,
  validated: boolean | undefined,
  near: NearWord | undefined,
): Explanation => {
  const key = `${validated} ${near?.distance} ${near?.phrase}`;
  const known = reasons.get(key);
  if (known !== undefined) return known;
  const because = {
    recognizer: recognizer.name,
    pattern: pattern.name,
    regex: pattern.regex.source,
    originalScore: pattern.score,
    ...(near === undefined ? {} : { contextWord: near.phrase, contextDistance: near.distance }),
    ...(validated === undefined ? {} : { validated }),
  };
  reasons.set(key, because);
  return because;
};

const floorOf = ({ needsContext, validate }: Recognizer): number =>
  needsContext && validate !== undefined ? checkedFloor : contextFloor;

/** `floor`: the least score with the context word that was found; undefined where there was none. */
const scoreOf = (score: number, validated: boolean | undefined, floor: number | undefined): number => {
  if (validated) return 1;
  return floor === undefined ? score : withContext(score, floor);
};

/** The score of a pattern that has a context word nearby. */
export const withContext = (score: number, floor = contextFloor): number =>
  Math.min(1, Math.max(floor, round(score + contextBoost)));

/** 0.1 + 0.35 is 0.45, not 0.44999999999999996. */
const round = (score: number): number => Math.round(score * 1000) / 1000;

const givenWord = (recognizer: Recognizer, given: readonly string[]): NearWord | undefined => {
  if (given.length === 0) return undefined;
  const phrase = givenContext(given, recognizer.context ?? []);
  return phrase === undefined ? undefined : { phrase, distance: 0 };
};

/** Of several readings of one value by context, the nearest word's: "SSN 123456789, passport 912803456". */
const nearestOnly = (findings: Finding[]): Finding[] => {
  const nearest = new Map<string, number>();
  for (const { start, end, because } of findings) {
    if (because.contextDistance === undefined) continue;
    const place = `${start}-${end}`;
    nearest.set(place, Math.min(nearest.get(place) ?? because.contextDistance, because.contextDistance));
  }
  return findings.filter(
    ({ start, end, because }) =>
      because.contextDistance === undefined || because.contextDistance === nearest.get(`${start}-${end}`),
  );
};

/**
 * One pattern of one recognizer, and the digits without which it need not be looked for. `reasons` are those of what it
 * found before: no more than there are context words, times how far they may be away.
 */
type Look = {
  recognizer: Recognizer;
  number: number;
  pattern: Pattern;
  need: NearDigits | undefined;
  reasons: Map<string, Explanation>;
};

type Index = { phrases: PhraseIndex; looks: readonly Look[] };

const indexes = new WeakMap<readonly Recognizer[], Index>();

/** Compiled once for each list of recognizers. */
const indexOf = (recognizers: readonly Recognizer[]): Index => {
  const known = indexes.get(recognizers);
  if (known) return known;
  const index = {
    phrases: phraseIndex(recognizers.map(({ context }) => context ?? [])),
    looks: looksOf(recognizers),
  };
  indexes.set(recognizers, index);
  return index;
};

const looksOf = (recognizers: readonly Recognizer[]): Look[] => {
  const ids = new Map<string, number>();
  return recognizers.flatMap((recognizer, number) =>
    recognizer.patterns.map((pattern) => {
      const look = { recognizer, number, pattern, reasons: new Map<string, Explanation>() };
      const need = nearDigitsOf(recognizer, pattern);
      if (need === undefined) return { ...look, need };
      const key = JSON.stringify(need);
      if (!ids.has(key)) ids.set(key, ids.size);
      return { ...look, need: { ...need, id: ids.get(key)! } };
    }),
  );
};

/** Undefined where the pattern may match far from any digit. */
const nearDigitsOf = ({ hasDigits }: Recognizer, { regex }: Pattern): Omit<NearDigits, 'id'> | undefined => {
  const { least, longest } = digitsOfPattern(regex);
  if (!hasDigits && (least === 0 || longest > beforeDigitElsewhere)) return undefined;
  const before = Math.min(longest, hasDigits ? beforeDigit : beforeDigitElsewhere);
  return { least: Math.max(1, least), longest, before };
};
