import type { FailureCode } from '@rollcall/failures';
import type { Verdict } from '@rollcall/pipeline';
import { drawRows } from '../evaluation/drawn-rows.ts';
import { percentile } from '../scoring/percentile.ts';
import type { Asked } from './ask-rows.ts';
import type { Sufficiency } from './grounder.ts';
import type { AnswerRow, QuestionRow } from './grounding-rows.ts';
import { type AbstainScore, scoreAbstaining } from './score-abstaining.ts';
import { type ClassesScore, scoreClasses } from './score-classes.ts';
import { type SpansScore, scoreSpans } from './score-spans.ts';
import { addSoundness, noSoundness, type Soundness, soundnessOf } from './soundness.ts';

export type AskedAnswer = Asked<AnswerRow, Verdict>;
export type AskedQuestion = Asked<QuestionRow, Sufficiency>;

/** What was asked of the service, and what came of it. */
export type Service = {
  rows: number;
  /** Rows without a verdict, by the code of the failure: no figure counts them. */
  failed: Partial<Record<FailureCode, number>>;
  /** Rows of which it said something else when asked again; null where it was asked once. */
  changed: number | null;
  /** Of one request after the other, milliseconds. */
  latencyMs: { p50: number | null; p95: number | null; p99: number | null };
};

export type AnswersEvaluation = ClassesScore & {
  spans: SpansScore[];
  soundness: Soundness;
  /** What the verdicts call their method. */
  verifiers: string[];
  /** Verdicts of which the verifier says that it could not do all that it should. */
  degraded: number;
  service: Service;
};

export type QuestionsEvaluation = ClassesScore & {
  /** Where the service says what a collection that abstains would refuse. */
  abstaining: AbstainScore | null;
  service: Service;
};

/** Null for a kind of which there are no rows. */
export type GroundingEvaluation = {
  answers: AnswersEvaluation | null;
  questions: QuestionsEvaluation | null;
};

/** Scores what a service said of judged rows. Pure: the same verdicts have the same figures and intervals. */
export const evaluateGrounding = (
  answers: readonly AskedAnswer[],
  questions: readonly AskedQuestion[],
  { twice }: { twice: boolean },
): GroundingEvaluation => ({
  answers: answers.length === 0 ? null : evaluateAnswers(answers, twice),
  questions: questions.length === 0 ? null : evaluateQuestions(questions, twice),
});

const evaluateAnswers = (asked: readonly AskedAnswer[], twice: boolean): AnswersEvaluation => {
  const answered = asked.filter((each) => 'said' in each);
  const draw = drawRows(answered.map(({ row }) => row));
  const judged = answered.map(({ row: { set, isGrounded }, said }, at) => ({
    at,
    set,
    isGood: isGrounded,
    score: said.score,
    isAccepted: said.supported,
  }));
  return {
    ...scoreClasses(judged, draw),
    spans: scoreSpans(answered, draw),
    soundness: answered.map(({ row, said }) => soundnessOf(row, said)).reduce(addSoundness, noSoundness()),
    verifiers: [...new Set(answered.map(({ said }) => said.verifier))].sort(),
    degraded: answered.filter(({ said }) => said.degraded).length,
    service: serviceOf(asked, twice),
  };
};

const evaluateQuestions = (asked: readonly AskedQuestion[], twice: boolean): QuestionsEvaluation => {
  const answered = asked.filter((each) => 'said' in each);
  const draw = drawRows(answered.map(({ row }) => row));
  const judged = answered.map(({ row: { set, isAnswerable }, said }, at) => ({
    at,
    set,
    isGood: isAnswerable,
    score: said.score,
    isAccepted: said.sufficient,
  }));
  return {
    ...scoreClasses(judged, draw),
    abstaining: scoreAbstaining(answered, draw),
    service: serviceOf(asked, twice),
  };
};

const serviceOf = (asked: readonly (AskedAnswer | AskedQuestion)[], twice: boolean): Service => {
  const failed: Service['failed'] = {};
  for (const each of asked) if ('failed' in each) failed[each.failed] = (failed[each.failed] ?? 0) + 1;
  const answered = asked.filter((each) => 'said' in each);
  const latencies = answered.map(({ latencyMs }) => latencyMs);
  return {
    rows: asked.length,
    failed,
    changed: twice ? answered.filter(({ isSteady }) => !isSteady).length : null,
    latencyMs: {
      p50: percentile(latencies, 50),
      p95: percentile(latencies, 95),
      p99: percentile(latencies, 99),
    },
  };
};
