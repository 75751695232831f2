import {
  type Payload,
  roundsVersion,
  type StageResult,
  toHop,
  toSettle,
  type Verdict,
} from '@rollcall/pipeline';
import { type Stage, type StageContext, stage } from '@rollcall/service';
import { activeSpan, attributes } from '@rollcall/telemetry';
import { assessEvidence, tooLittle, unhelpful } from './evidence.ts';
import type { InjectionCode } from './injection.ts';
import { applyPolicy } from './policies/apply-policy.ts';
import { buildPrompt, declined } from './prompt.ts';
import { verifyAnswer } from './support.ts';
import { type Verifiers, verifyWith } from './verifiers/verify-with.ts';

const SECOND = 1000;

export type GrounderDeps = {
  /** Most tokens of a prompt, as `estimateTokens` counts them. */
  promptTokens: number;
  /** Counts a trick that was taken out of a source, by its code. */
  noteInjection: (code: InjectionCode) => void;
  /** Least score of a supported claim, 0 to 1. */
  threshold: number;
  /** Those that are asked about what the built-in one is unsure of. */
  verifiers: Verifiers;
  /** Told each verdict by which something was done. */
  noteVerdict: (verdict: Verdict) => void;
};

/**
 * Can the sources carry an answer? Goes on to the model either way, unless the document's treatment asks
 * to abstain here and save the call. Where it says to drop, passages that bring nothing to the question
 * leave the prompt. What was dropped, and what was neutralised in the sources, stands on the evidence.
 */
export const ground = (
  job: Payload<'ground'>,
  { promptTokens, noteInjection }: Pick<GrounderDeps, 'promptTokens' | 'noteInjection'>,
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
 * Is each claim of the answer borne out, by the built-in verifier and those that are asked besides it? The answer
 * goes on with its citation marks as the model wrote them; what becomes of an unsupported one is the treatment's
 * business: see `applyPolicy`. Under `retry` the document goes back to the model once.
 */
export const verify = async (
  job: Payload<'verify'>,
  { threshold, promptTokens, verifiers, noteVerdict }: GrounderDeps,
  { signal }: Pick<StageContext, 'signal'>,
): Promise<StageResult> => {
  const { masked, generated, prompt, treatment } = job;
  const input = {
    question: masked.question,
    answer: generated.text,
    passages: masked.passages,
    sources: prompt.sources,
    threshold,
  };
  const asking = {
    row: { rowId: job.rowId, epoch: job.epoch },
    unmasked: masked.unmasked === true,
    deadlineAt: job.deadlineAt,
  };
  const verdict =
    treatment.grounding === 'off' ? verifyAnswer(input) : await verifyWith(input, verifiers, asking, signal);
  const decision = applyPolicy({ job, verdict, promptTokens, nowMs: Date.now() });
  activeSpan()?.setAttributes({
    [attributes.groundedScore]: verdict.score,
    [attributes.claims]: verdict.claims.length,
    [attributes.verdictDegraded]: verdict.degraded,
  });
  if (decision.kind === 'retry') {
    const { earlier } = decision;
    activeSpan()?.setAttribute(attributes.verdictAction, 'retry');
    return toHop('generate', { v: roundsVersion, round: 2, prompt: decision.prompt, earlier });
  }
  const { outcome, kind: _kind, ...added } = decision;
  if (added.verdict?.action !== undefined) {
    activeSpan()?.setAttribute(attributes.verdictAction, added.verdict.action.did);
    noteVerdict(added.verdict);
  }
  return toSettle(outcome, added);
};

/**
 * The grounder's two hops. `verify` is costly where another verifier may be paid for: it is skipped where its next
 * job exists already.
 *
 * @param longestAskingMs the longest that the verifiers besides the built-in one may take for one answer; 0 for none
 */
export const stages = (deps: GrounderDeps, longestAskingMs = 0): Stage[] => [
  stage({ hop: 'ground', run: async (job) => ground(job, deps) }),
  stage({
    hop: 'verify',
    run: (job, context) => verify(job, deps, context),
    ...(longestAskingMs === 0 ? {} : { costly: true, longestMs: longestAskingMs + 10 * SECOND }),
  }),
];
