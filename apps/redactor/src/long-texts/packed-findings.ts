import { entityTypes, rankOf } from '../entities.ts';
import type { Explanation, Finding } from '../recognizers/recognizer.ts';

/** Findings as one thread hands them to another: numbers that change hands without a copy, and each reason once. */
export type PackedFindings = { numbers: Float64Array<ArrayBuffer>; reasons: readonly Explanation[] };

/** Of each finding its type, start, end, score and reason. */
const columns = 5;

export const packFindings = (findings: readonly Finding[]): PackedFindings => {
  const numbers = new Float64Array(findings.length * columns);
  const reasons = new Map<Explanation, number>();
  for (const [at, { entity, start, end, score, because }] of findings.entries()) {
    const reason = reasons.get(because) ?? reasons.size;
    reasons.set(because, reason);
    const column = at * columns;
    numbers[column] = rankOf(entity);
    numbers[column + 1] = start;
    numbers[column + 2] = end;
    numbers[column + 3] = score;
    numbers[column + 4] = reason;
  }
  return { numbers, reasons: [...reasons.keys()] };
};

export const unpackFindings = ({ numbers, reasons }: PackedFindings): Finding[] =>
  Array.from({ length: numbers.length / columns }, (_, at) => {
    const column = at * columns;
    return {
      entity: entityTypes[numbers[column]!]!,
      start: numbers[column + 1]!,
      end: numbers[column + 2]!,
      score: numbers[column + 3]!,
      because: reasons[numbers[column + 4]!]!,
    };
  });
