import { evidenceFeatures, readAsked } from '../src/evidence-features.ts';
import { rowOf } from '../src/model/feature-row.ts';
import { indexSources } from '../src/sources.ts';
import { readSet } from './data-set.ts';

/** The sets of questions with passages that do or do not hold an answer. */
export const questionSets = ['squad2', 'squad2-retrieval', 'clapnq', 'mtrag-un'];

/** A question as the evidence model sees it. */
export type Question = {
  id: string;
  set: string;
  question: string;
  sources: string[];
  answers: string[];
  label: 0 | 1;
  row: number[];
};

type QuestionRow = Omit<Question, 'set' | 'label' | 'row'> & { answerable: boolean };

/** Reads the sets and computes the features of their questions. */
export const readQuestions = (folder: string): Question[] =>
  questionSets.flatMap((set) =>
    readSet<QuestionRow>(folder, set).map(({ id, question, sources, answers, answerable }) => ({
      id,
      set,
      question,
      sources,
      answers,
      label: answerable ? 1 : 0,
      row: featuresOf(question, sources),
    })),
  );

/** The features of a question with these passages. */
export const featuresOf = (question: string, sources: readonly string[]): number[] => {
  const passages = sources.map((text, index) => ({ id: String(index), text }));
  return rowOf(evidenceFeatures(readAsked(question, indexSources(passages))));
};
