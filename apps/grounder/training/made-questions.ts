import { termsOf } from '../src/terms.ts';
import { featuresOf, type Question } from './questions.ts';

/** What is made of them: their questions are answered by one passage of one article. */
const madeFrom = ['squad2', 'clapnq'];

/** Passages beside, or instead of, the one that holds the answer. */
const mostOthers = 3;

/** Words that this adds to a passage's keep short ones from standing first. */
const smoothing = 20;

const keysOf = (text: string): Set<string> => new Set(termsOf(text).map(({ keys }) => keys[0]));

/**
 * More questions to train on, as retrieval leaves them: an answerable one with the passages that are most
 * like it among the others of its set, none of which holds an answer's words, and where there are enough
 * of them the same with its own passage among them. Made of the given questions only.
 */
export const madeQuestions = (questions: readonly Question[]): Question[] =>
  madeFrom.flatMap((set) => {
    const part = questions.filter((question) => question.set === set);
    const pool = [...new Set(part.flatMap(({ sources }) => sources))].map((text) => ({
      text,
      keys: keysOf(text),
    }));
    const counts = new Map<string, number>();
    for (const { keys } of pool) for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    const weigh = (key: string): number => Math.log(pool.length / (counts.get(key) ?? pool.length));
    return part
      .filter(({ label }) => label === 1)
      .flatMap((question, at) => {
        const asked = [...keysOf(question.question)];
        const others = pool
          .filter(({ text }) => !question.sources.includes(text) && !holdsAnswer(text, question))
          .map(({ text, keys }) => ({
            text,
            likeness:
              asked.reduce((sum, key) => sum + (keys.has(key) ? weigh(key) : 0), 0) /
              Math.sqrt(keys.size + smoothing),
          }))
          .sort((a, b) => b.likeness - a.likeness)
          .slice(0, mostOthers)
          .map(({ text }) => text);
        return madeOf(question, others, at);
      });
  });

const holdsAnswer = (text: string, { answers }: Question): boolean =>
  answers.some((answer) => text.toLowerCase().includes(answer.toLowerCase()));

/** Every other one with a single passage; the own passage in turn at each place. */
const madeOf = (question: Question, others: readonly string[], at: number): Question[] => {
  const made = (sources: string[], label: 0 | 1): Question => ({
    ...question,
    set: 'made',
    sources,
    label,
    row: featuresOf(question.question, sources),
  });
  if (others.length < mostOthers || at % 2 === 0) return [made(others.slice(0, 1), 0)];
  return [made([...others], 0), made(others.with(at % mostOthers, question.sources[0]!), 1)];
};
