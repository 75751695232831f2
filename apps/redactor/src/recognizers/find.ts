import { contextNear, givenContext } from './context.ts';
import type { Finding, Pattern, Recognizer } from './recognizer.ts';

/** A context word adds this much, and lifts a weak pattern to at least `contextFloor` (Presidio's rule). */
const contextBoost = 0.35;
const contextFloor = 0.4;

/**
 * Everything that one recognizer finds in a text, unresolved: findings may overlap. Words of `context` came
 * with the text and count as if they stood beside each value.
 */
export const findWith = (
  recognizer: Recognizer,
  text: string,
  context: readonly string[] = [],
): Finding[] => {
  const given = givenContext(context, recognizer.context ?? []);
  return recognizer.patterns.flatMap((pattern) => findPattern(recognizer, pattern, text, given));
};

const findPattern = (
  recognizer: Recognizer,
  pattern: Pattern,
  text: string,
  given: string | undefined,
): Finding[] => {
  const findings: Finding[] = [];
  const regex = new RegExp(pattern.regex);
  for (let match = regex.exec(text); match !== null; match = regex.exec(text)) {
    const value = match.groups?.value ?? match[0];
    const start = match.indices?.groups?.value?.[0] ?? match.index;
    const validated = recognizer.validate?.(value);
    if (validated === false) {
      // The value may begin later in what was matched: "0958 4111 1111 1111 1111" holds a card.
      regex.lastIndex = start + /^[^\p{L}\p{N}]*[\p{L}\p{N}]*/u.exec(value)![0].length;
      if (regex.lastIndex <= match.index) regex.lastIndex = match.index + 1;
      continue;
    }
    const contextWord =
      recognizer.context && validated !== true
        ? (contextNear(text, start, start + value.length, recognizer.context) ?? given)
        : undefined;
    if (recognizer.needsContext && contextWord === undefined) continue;
    findings.push({
      entity: recognizer.entity,
      start,
      end: start + value.length,
      score: scoreOf(pattern.score, validated, contextWord !== undefined),
      because: {
        recognizer: recognizer.name,
        pattern: pattern.name,
        regex: pattern.regex.source,
        originalScore: pattern.score,
        ...(contextWord === undefined ? {} : { contextWord }),
        ...(validated === undefined ? {} : { validated }),
      },
    });
  }
  return findings;
};

const scoreOf = (score: number, validated: boolean | undefined, context: boolean): number =>
  validated ? 1 : withContext(score, context);

/** A pattern's score, raised where a context word stands nearby. */
export const withContext = (score: number, context: boolean): number =>
  context ? Math.min(1, Math.max(contextFloor, round(score + contextBoost))) : score;

/** 0.1 + 0.35 is 0.45, not 0.44999999999999996. */
const round = (score: number): number => Math.round(score * 1000) / 1000;
