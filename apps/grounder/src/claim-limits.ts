import type { Statement } from './claims.ts';

/** Statements that an answer is split into; what follows them is one more. */
export const mostStatements = 2500;

/**
 * What is verified of one answer, so that it never holds the process for long: answers of some 20 kB whole.
 * `comparisons` are claims times sentences of the sources, `characters` are of claims that differ.
 */
export const verifiedAtMost = { claims: 200, characters: 24_000, comparisons: 200_000 };

/** Claims that say the same, in the order of the answer; they have one reading and one score. */
export type SameClaims = readonly [Statement, ...Statement[]];

/**
 * The claims among an answer's statements, those that say the same together, and the ones that are over the
 * limits. Which ones depends on nothing but the answer and the number of sentences in its sources.
 */
export const claimsToVerify = (
  statements: readonly Statement[],
  sentences: number,
): { groups: SameClaims[]; unchecked: ReadonlySet<Statement> } => {
  const most = Math.min(
    verifiedAtMost.claims,
    Math.ceil(verifiedAtMost.comparisons / Math.max(1, sentences)),
  );
  const groups = new Map<string, [Statement, ...Statement[]]>();
  const unchecked = new Set<Statement>();
  let characters = 0;
  for (const statement of statements) {
    if (statement.kind !== 'claim') continue;
    const key = JSON.stringify([statement.text, statement.cites, statement.about]);
    const same = groups.get(key);
    const fits = groups.size < most && characters + statement.text.length <= verifiedAtMost.characters;
    if (same !== undefined) same.push(statement);
    else if (statement.isRest || !fits) unchecked.add(statement);
    else {
      groups.set(key, [statement]);
      characters += statement.text.length;
    }
  }
  return { groups: [...groups.values()], unchecked };
};
