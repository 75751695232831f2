import { type Payload, type StageResult, toHop, toSettle } from '@rollcall/pipeline';
import { type Stage, stage } from '@rollcall/service';
import { activeSpan, attributes } from '@rollcall/telemetry';
import { declines } from './claims.ts';
import { assessEvidence, tooLittle, unhelpful } from './evidence.ts';
import type { InjectionCode } from './injection.ts';
import { buildPrompt, declined } from './prompt.ts';
import { verifyAnswer } from './support.ts';

export type GrounderDeps = {
  /** Most tokens of a prompt, as `estimateTokens` counts them. */
  promptTokens: number;
  /** Counts a trick that was taken out of a source, by its code. */
  noteInjection: (code: InjectionCode) => void;
  /** Least score of a supported claim, 0 to 1. */
  threshold: number;
};

/** What a caller reads under `block` in place of an answer that the sources do not bear out. */
export const blocked = 'The sources do not support an answer.';

/**
 * Can the sources carry an answer? Goes on to the model either way, unless the document's treatment asks
 * to abstain here and save the call. Where it says to drop, passages that bring nothing to the question
 * leave the prompt. What was dropped, and what was neutralised in the sources, stands on the evidence.
 */
export const ground = (
  job: Payload<'ground'>,
  { promptTokens, noteInjection }: GrounderDeps,
): StageResult => {
  const { masked, treatment } = job;
  const evidence = assessEvidence(masked.question, masked.passages);
  activeSpan()?.setAttributes({
    [attributes.passages]: masked.passages.length,
    [attributes.evidenceScore]: evidence.score,
  });
  if (treatment.abstain && tooLittle(evidence)) {
    return toSettle({ status: 'abstained', answer: declined, reason: 'evidence' }, { evidence });
  }
  const dropped = treatment.drop === true ? unhelpful(masked.question, masked.passages) : [];
  const { prompt, injections } = buildPrompt({ masked, evidence, dropped, budgetTokens: promptTokens });
  for (const { code } of injections) noteInjection(code);
  return toHop('generate', {
    evidence: {
      ...evidence,
      ...(dropped.length === 0 ? {} : { dropped }),
      ...(injections.length === 0 ? {} : { injections }),
    },
    prompt,
  });
};

/**
 * Is each claim of the answer borne out? The answer goes on with its citation marks as the model wrote
 * them. Under `block` an unsupported answer is withheld, and the verdict says why.
 */
export const verify = (job: Payload<'verify'>, { threshold }: GrounderDeps): StageResult => {
  const { masked, generated, prompt, treatment } = job;
  const verdict = verifyAnswer({
    question: masked.question,
    answer: generated.text,
    passages: masked.passages,
    sources: prompt.sources,
    threshold,
  });
  activeSpan()?.setAttributes({
    [attributes.groundedScore]: verdict.score,
    [attributes.claims]: verdict.claims.length,
  });
  const judged = treatment.grounding === 'off' ? {} : { verdict };
  if (declines(verdict.claims)) {
    return toSettle({ status: 'abstained', answer: generated.text, reason: 'model' }, judged);
  }
  if (treatment.grounding === 'block' && !verdict.supported) {
    return toSettle({ status: 'abstained', answer: blocked, reason: 'verdict' }, judged);
  }
  return toSettle({ status: 'answered', answer: generated.text }, judged);
};

/** The grounder's two hops. */
export const stages = (deps: GrounderDeps): Stage[] => [
  stage({ hop: 'ground', run: async (job) => ground(job, deps) }),
  stage({ hop: 'verify', run: async (job) => verify(job, deps) }),
];
