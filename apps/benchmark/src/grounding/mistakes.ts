import type { Claim } from '@rollcall/pipeline';
import type { AskedAnswer, AskedQuestion } from './evaluate-grounding.ts';

/** One wrong judgement with its texts: for the eyes of the one who may read them. The sources are in the set. */
export type Mistake = {
  set: string;
  id: string;
  /** `missed`: let through, and not to be; `refused`: the other way round; `failed`: no judgement at all. */
  kind: 'missed' | 'refused' | 'failed';
  score?: number;
  code?: string;
  question?: string;
  answer?: string;
  claims?: { text: string; score: number; supported: boolean; reasons: string[]; unsupported: string[] }[];
};

/** What an evaluation counts against a service, in the order of the rows. */
export const mistakesOf = (
  answers: readonly AskedAnswer[],
  questions: readonly AskedQuestion[],
): Mistake[] => [...answers.flatMap(ofAnswer), ...questions.flatMap(ofQuestion)];

const ofAnswer = (asked: AskedAnswer): Mistake[] => {
  const { set, id, isGrounded, question, answer } = asked.row;
  const texts = { ...(question === undefined ? {} : { question }), answer };
  if ('failed' in asked) return [{ set, id, kind: 'failed', code: asked.failed, ...texts }];
  const { supported, score, claims } = asked.said;
  if (supported === isGrounded) return [];
  const kind = supported ? 'missed' : 'refused';
  return [{ set, id, kind, score, ...texts, claims: claims.map((claim) => shown(claim, answer)) }];
};

const shown = ({ text, score, supported, reasons, unsupportedSpans }: Claim, answer: string) => ({
  text,
  score,
  supported,
  reasons: reasons.map(({ code }) => code),
  unsupported: unsupportedSpans.map(({ start, end }) => answer.slice(start, end)),
});

const ofQuestion = (asked: AskedQuestion): Mistake[] => {
  const { set, id, isAnswerable, question } = asked.row;
  if ('failed' in asked) return [{ set, id, kind: 'failed', code: asked.failed, question }];
  const { sufficient, score } = asked.said;
  if (sufficient === isAnswerable) return [];
  return [{ set, id, kind: sufficient ? 'missed' : 'refused', score, question }];
};
