/**
 * SQuAD's measures (Rajpurkar et al., 2016 and 2018; the official evaluate-v2.0.py): lower case, punctuation
 * and articles removed, white space collapsed; exact match and token F1, each the best over the accepted
 * answers. Citation marks such as `[2]` or `[1, 3]` are no part of an answer and are taken off first.
 */

const citationMarks = /\s*\[\d+(?:\s*,\s*\d+)*\]/g;
// Python's string.punctuation, which the official script removes.
const punctuation = /[!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]/g;
// Python's `\b` knows every letter, JavaScript's only ASCII's: "año" would lose its first one.
const articles = /(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu;

/** The form in which answers are compared. */
export const normalizeAnswer = (text: string): string =>
  text
    .replace(citationMarks, '')
    .toLowerCase()
    .replace(punctuation, '')
    .replace(articles, ' ')
    .split(/\s+/u)
    .filter((token) => token !== '')
    .join(' ');

const tokensOf = (text: string): string[] => {
  const normal = normalizeAnswer(text);
  return normal === '' ? [] : normal.split(' ');
};

/** 1 if the normalised texts are equal, else 0. */
export const exactMatch = (answer: string, accepted: string): number =>
  normalizeAnswer(answer) === normalizeAnswer(accepted) ? 1 : 0;

/** The harmonic mean of token precision and recall, 0 to 1. */
export const tokenF1 = (answer: string, accepted: string): number => {
  const given = tokensOf(answer);
  const wanted = tokensOf(accepted);
  if (given.length === 0 || wanted.length === 0) return given.length === wanted.length ? 1 : 0;
  const left = new Map<string, number>();
  for (const token of wanted) left.set(token, (left.get(token) ?? 0) + 1);
  let common = 0;
  for (const token of given) {
    const count = left.get(token) ?? 0;
    if (count > 0) {
      common += 1;
      left.set(token, count - 1);
    }
  }
  if (common === 0) return 0;
  const precision = common / given.length;
  const recall = common / wanted.length;
  return (2 * precision * recall) / (precision + recall);
};

export type Scores = { em: number; f1: number };

/**
 * Scores one outcome. An unanswerable question scores 1 where the system declined, else 0; an answerable
 * one that was declined, failed or lost scores 0.
 */
export const scoreOutcome = (
  outcome: { status: string; answer: string | null },
  expected: { answers: string[]; answerable: boolean },
): Scores => {
  if (!expected.answerable) {
    const declined = outcome.status === 'abstained' ? 1 : 0;
    return { em: declined, f1: declined };
  }
  if (outcome.status !== 'answered') return { em: 0, f1: 0 };
  const answer = outcome.answer ?? '';
  return {
    em: Math.max(0, ...expected.answers.map((accepted) => exactMatch(answer, accepted))),
    f1: Math.max(0, ...expected.answers.map((accepted) => tokenF1(answer, accepted))),
  };
};
