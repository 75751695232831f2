import { contextNear } from './context.ts';
import type { Finding, Pattern, Recognizer } from './recognizer.ts';

/** A context word adds this much, and lifts a weak pattern to at least `contextFloor` (Presidio's rule). */
const contextBoost = 0.35;
const contextFloor = 0.4;

/** Everything that one recognizer finds in a text, unresolved: findings may overlap. */
export const findWith = (recognizer: Recognizer, text: string): Finding[] =>
  recognizer.patterns.flatMap((pattern) => findPattern(recognizer, pattern, text));

const findPattern = (recognizer: Recognizer, pattern: Pattern, text: string): Finding[] => {
  const findings: Finding[] = [];
  for (const match of text.matchAll(pattern.regex)) {
    const value = match.groups?.value ?? match[0];
    const start = match.indices?.groups?.value?.[0] ?? match.index;
    const validated = recognizer.validate?.(value);
    if (validated === false) continue;
    const contextWord =
      recognizer.context && validated !== true
        ? contextNear(text, start, start + value.length, recognizer.context)
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

const scoreOf = (score: number, validated: boolean | undefined, context: boolean): number => {
  if (validated) return 1;
  return context ? Math.min(1, Math.max(contextFloor, score + contextBoost)) : score;
};
