import type { Earlier, Generated, Outcome, Payload, Verdict, VerdictAction } from '@rollcall/pipeline';
import { declines } from '../claims.ts';
import { removeUnsupported } from './remove-unsupported.ts';
import { retryPrompt } from './retry-prompt.ts';

/** What a caller reads in place of an answer that the sources do not bear out. */
export const blocked = 'The sources do not support an answer.';

/** A further answer takes about as long as the first one, and is then verified; milliseconds. */
const retryMargin = { factor: 1.2, ms: 500 };

export type PolicyInput = {
  job: Pick<
    Payload<'verify'>,
    'generated' | 'prompt' | 'treatment' | 'round' | 'earlier' | 'timings' | 'deadlineAt'
  >;
  verdict: Verdict;
  /** Most tokens of a prompt. */
  promptTokens: number;
  /** Unix milliseconds. */
  nowMs: number;
};

export type Decision =
  | { kind: 'settle'; outcome: Outcome; verdict?: Verdict; generated?: Generated }
  | { kind: 'retry'; prompt: Payload<'generate'>['prompt']; earlier: Earlier };

type Policy = 'off' | 'annotate' | VerdictAction['policy'];

const policyOf = ({ grounding, unsupported }: PolicyInput['job']['treatment']): Policy =>
  grounding === 'annotate' ? (unsupported ?? 'annotate') : grounding;

/**
 * What becomes of an answer by its verdict. A refusal is the model's abstention under every policy. The verdict
 * says what was done (`action`), and what the first answer was worth where there were two.
 */
export const applyPolicy = (input: PolicyInput): Decision => {
  const { job, verdict } = input;
  const policy = policyOf(job.treatment);
  const answer = job.generated.text;
  if (policy === 'off') return settled(endOf(answer, verdict));
  if (policy === 'annotate') return settled(endOf(answer, verdict), verdict);
  if (job.earlier !== undefined) return better(job.earlier, job.generated, verdict);
  if (verdict.supported || declines(verdict.claims)) {
    return settled(endOf(answer, verdict), acted(verdict, { policy, did: 'none' }));
  }
  if (policy === 'retry') return again(input);
  const removal = policy === 'remove' ? removeUnsupported(answer, verdict) : undefined;
  if (removal === undefined) {
    const withheld: Outcome = { status: 'abstained', answer: blocked, reason: 'verdict' };
    return settled(withheld, acted(verdict, { policy, did: 'blocked' }));
  }
  return settled(
    { status: 'answered', answer: removal.answer },
    acted(removal.verdict, {
      policy,
      did: 'removed',
      first: worthOf(verdict),
      removed: removal.removed,
    }),
  );
};

const settled = (outcome: Outcome, verdict?: Verdict, generated?: Generated): Decision => ({
  kind: 'settle',
  outcome,
  ...(verdict === undefined ? {} : { verdict }),
  ...(generated === undefined ? {} : { generated }),
});

const endOf = (answer: string, { claims }: Verdict): Outcome =>
  declines(claims) ? { status: 'abstained', answer, reason: 'model' } : { status: 'answered', answer };

const acted = (verdict: Verdict, action: VerdictAction): Verdict => ({ ...verdict, action });

const worthOf = ({ supported, score, claims }: Verdict): NonNullable<VerdictAction['first']> => ({
  supported,
  score,
  unsupported: claims.filter((claim) => !claim.supported).length,
});

/** Once more, where there is time for it and room in the prompt. */
const again = ({ job, verdict, promptTokens, nowMs }: PolicyInput): Decision => {
  const { generated, deadlineAt = Number.POSITIVE_INFINITY } = job;
  const outcome = { status: 'answered', answer: generated.text } as const;
  const skipped = (code: string): Decision =>
    settled(outcome, acted(verdict, { policy: 'retry', did: 'retry_skipped', code }));
  const took = job.timings.generate?.workMs ?? 0;
  if (deadlineAt - nowMs < took * retryMargin.factor + retryMargin.ms) return skipped('deadline');
  const prompt = retryPrompt(job.prompt, verdict, promptTokens);
  if (prompt === undefined) return skipped('prompt_tokens');
  return { kind: 'retry', prompt, earlier: { generated, verdict, outcome } };
};

/**
 * Of two answers the one with fewer unsupported claims, then the one whose weakest claim scores higher, then the
 * later one; a refusal at the second asking stands. Both were paid for: usage and judges are those of both.
 */
const better = (earlier: Earlier, second: Generated, later: Verdict): Decision => {
  const first = worthOf(earlier.verdict);
  const now = worthOf(later);
  const asked = [...(earlier.verdict.asked ?? []), ...(later.asked ?? [])];
  const cost = asked.length === 0 ? {} : { asked };
  const isWorse =
    now.unsupported > first.unsupported ||
    (now.unsupported === first.unsupported && later.score < earlier.verdict.score);
  if (isWorse) {
    const kept = acted({ ...earlier.verdict, ...cost }, { policy: 'retry', did: 'kept_first', first });
    return settled(earlier.outcome, kept, paidFor(earlier.generated, second));
  }
  return settled(
    endOf(second.text, later),
    acted({ ...later, ...cost }, { policy: 'retry', did: 'retried', first }),
    paidFor(second, earlier.generated),
  );
};

const paidFor = (kept: Generated, other: Generated): Generated => {
  if (kept.usage === undefined || other.usage === undefined) return kept;
  const { promptTokens, completionTokens, totalTokens } = other.usage;
  return {
    ...kept,
    usage: {
      promptTokens: kept.usage.promptTokens + promptTokens,
      completionTokens: kept.usage.completionTokens + completionTokens,
      totalTokens: kept.usage.totalTokens + totalTokens,
    },
  };
};
