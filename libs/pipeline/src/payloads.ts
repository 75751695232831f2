import { z } from 'zod';
import { type Hop, hops } from './route.ts';

/**
 * What a job carries. One document grows on its way: each hop adds its part and the next hop's schema
 * demands it. Before the redactor a payload holds references only; after it, masked text only.
 *
 * A new field is optional and says since when. Unknown fields are kept and passed on, so that a stage
 * of the previous version may stand between two of this one. A change that old stages cannot ignore
 * raises `payloadVersion`: they then leave the job for a newer replica.
 */
export const payloadVersion = 2;

/** What a document starts with, and keeps as long as nothing in its payload needs more. */
export const firstVersion = 1;

/** A second round: a stage that does not know of rounds would add jobs under the first one's ids. */
export const roundsVersion = 2;

/** Queue wait, work and tries of one hop; milliseconds. */
export const hopTiming = z.object({
  queueMs: z.number().nonnegative(),
  workMs: z.number().nonnegative(),
  attempts: z.int().positive(),
});

const chatMessage = z.object({
  role: z.enum(['system', 'developer', 'user', 'assistant']),
  content: z.string(),
});

/** A passage by reference: no text before the redactor. */
export const passageRef = z.object({ passageId: z.string(), score: z.number() });

/** A passage after the redactor. `id` is the surrogate passage id, never a name that a user gave. */
export const maskedPassage = z.object({
  id: z.string(),
  title: z.string().optional(),
  text: z.string(),
  score: z.number(),
});

/** Sampling parameters that are passed to the model as they came; nothing in them is a user's text. */
export const modelParams = z.object({
  model: z.string().optional(),
  temperature: z.number().optional(),
  topP: z.number().optional(),
  maxTokens: z.int().positive().optional(),
  seed: z.int().optional(),
});

/** What becomes of an answer that the sources do not bear out; each does more about it than the one before. */
export const groundingPolicies = ['off', 'annotate', 'retry', 'remove', 'block'] as const;

/** How a document is to be treated; set when the row was opened. */
export const treatment = z.object({
  grounding: z.enum(['off', 'annotate', 'block']),
  /** Abstain before the model when the sources cannot carry an answer. */
  abstain: z.boolean(),
  /** Leave passages that bring nothing to the question out of the prompt. Since 0.1.0. */
  drop: z.boolean().optional(),
  /**
   * What becomes of an answer that is not borne out, where it is neither annotated nor withheld as a whole:
   * `remove` takes the unsupported sentences out, `retry` asks the model once more. `grounding` is `annotate`
   * beside it, for stages that do not know it. Since 0.1.0.
   */
  unsupported: z.enum(['remove', 'retry']).optional(),
});

export const maskedDocument = z.object({
  /** What is asked, masked: the last user message. */
  question: z.string(),
  /** The conversation, masked, the question included. */
  messages: z.array(chatMessage),
  passages: z.array(maskedPassage),
  /** Entity type -> distinct masked values. */
  redactions: z.record(z.string(), z.int().nonnegative()),
  /** The collection's policy leaves its texts as they are: nothing here is masked. Since 0.1.0. */
  unmasked: z.boolean().optional(),
  /** Version of the collection's policy that it was masked by; of no collection where not set. Since 0.1.0. */
  policyVersion: z.int().positive().optional(),
});

/** Can these passages carry an answer: the grounder's word before the model. */
export const evidence = z.object({
  sufficient: z.boolean(),
  score: z.number(),
  /** Ids of the best passages. */
  best: z.array(z.string()),
  /** Question terms that no passage has, masked. */
  missing: z.array(z.string()),
  /** Ids of the passages that were left out of the prompt because they bring nothing. Since 0.1.0. */
  dropped: z.array(z.string()).optional(),
  /** Tricks that were taken out of quoted passages. Since 0.1.0. */
  injections: z.array(z.object({ passageId: z.string(), code: z.string() })).optional(),
});

export const prompt = z.object({
  messages: z.array(chatMessage),
  /** Passage ids in the order of their numbers in the prompt: `[1]` is the first. */
  sources: z.array(z.string()),
});

export const generated = z.object({
  text: z.string(),
  finishReason: z.string(),
  model: z.string(),
  usage: z.object({ promptTokens: z.int(), completionTokens: z.int(), totalTokens: z.int() }).optional(),
  /** Time to the first token in milliseconds; the whole call where the model does not stream. */
  ttftMs: z.number().optional(),
});

export const citation = z.object({ passageId: z.string(), start: z.int(), end: z.int() });

/** One claim of an answer. Offsets are UTF-16 units into the masked answer, end exclusive. */
export const claim = z.object({
  text: z.string(),
  start: z.int(),
  end: z.int(),
  kind: z.enum(['claim', 'filler', 'refusal']),
  score: z.number(),
  supported: z.boolean(),
  citations: z.array(citation),
  reasons: z.array(z.looseObject({ code: z.string() })),
  unsupportedSpans: z.array(z.object({ start: z.int(), end: z.int() })),
});

/** What became of an answer by its verdict. Codes only: no text besides that of `removed`. */
export const verdictAction = z.object({
  policy: z.enum(['remove', 'retry', 'block']),
  /** `none`: the answer was borne out at once. */
  did: z.enum(['none', 'removed', 'retried', 'kept_first', 'retry_failed', 'retry_skipped', 'blocked']),
  /** `retry_failed`: the code of the failure; `retry_skipped`: why. */
  code: z.string().optional(),
  /** The verdict on the model's first answer, where another one was made of it. */
  first: z.object({ supported: z.boolean(), score: z.number(), unsupported: z.int() }).optional(),
  /** The sentences that were taken out, masked until they are settled. */
  removed: z
    .array(z.object({ text: z.string(), score: z.number(), reasons: z.array(z.string()) }))
    .optional(),
});

export const verdict = z.object({
  supported: z.boolean(),
  score: z.number(),
  claims: z.array(claim),
  /** The built-in verifier, and behind a `+` each one that was asked besides. */
  verifier: z.string(),
  /** A verifier that should have been asked could not be: the scores are those of the ones before it. */
  degraded: z.boolean(),
  /** Why it is degraded, a code of the catalogue for each such verifier. Since 0.1.0. */
  degradedBy: z.array(z.object({ verifier: z.string(), code: z.string() })).optional(),
  /** Claims that were beyond the limits of one answer and count as not supported. Since 0.1.0. */
  unchecked: z.int().positive().optional(),
  /**
   * Verifiers besides the built-in one: how many claims each was asked, the tokens that it cost, and those that
   * were booked on the run's budget for it. Since 0.1.0.
   */
  asked: z
    .array(
      z.object({
        verifier: z.string(),
        claims: z.int(),
        tokens: z.int().optional(),
        reserved: z.int().optional(),
      }),
    )
    .optional(),
  /** What the treatment made of the verdict. Since 0.1.0. */
  action: verdictAction.optional(),
});

export const failureRecord = z.object({
  /** A code of the catalogue; of a newer one where a stage of the next version put it there. */
  code: z.string().regex(/^[a-z_]{1,40}\.[a-z_]{1,40}$/),
  message: z.string(),
  stage: z.string().optional(),
  details: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]))
    .optional(),
});

/** How the document ends; what `settle` writes. */
export const outcome = z.discriminatedUnion('status', [
  z.object({ status: z.literal('answered'), answer: z.string() }),
  z.object({
    status: z.literal('abstained'),
    answer: z.string(),
    /** Who declined: the evidence check, the model, or the verdict under `block`. */
    reason: z.enum(['evidence', 'model', 'verdict']),
  }),
  z.object({ status: z.literal('failed'), failure: failureRecord, hop: z.enum(hops as [Hop, ...Hop[]]) }),
]);

/** An answer that is there already while the model is asked once more: what is settled where that fails. */
const earlier = z.object({
  generated,
  verdict,
  outcome: z.object({ status: z.literal('answered'), answer: z.string() }),
});

const envelope = z.looseObject({
  v: z.int().positive(),
  rowId: z.uuid(),
  epoch: z.int().positive(),
  /** W3C trace context of the span that enqueued the job. */
  traceparent: z.string().optional(),
  /** When the job was enqueued; Unix milliseconds. */
  enqueuedAt: z.number(),
  /** The row's deadline, Unix milliseconds; advice only, Postgres' clock decides. */
  deadlineAt: z.number().optional(),
  /** By hop; a hop that this build does not know is passed on too. */
  timings: z.record(z.string(), hopTiming),
  /** Calls to the model so far, failed ones included. */
  modelCalls: z.int().nonnegative(),
  /** Since when this hop waits for a dependency whose breaker is open; Unix milliseconds. Since 0.1.0. */
  heldSince: z.number().optional(),
  /** Which way through `generate` and `verify` this is; the first where left out. Since payload version 2. */
  round: z.int().positive().optional(),
});

const afterRetrieve = envelope.extend({ retrieved: z.array(passageRef) });
const afterRedact = envelope.extend({ masked: maskedDocument, params: modelParams, treatment });
const afterGround = afterRedact.extend({ prompt, evidence, earlier: earlier.optional() });
const afterGenerate = afterGround.extend({ generated });
const ended = envelope.extend({
  outcome,
  masked: maskedDocument.optional(),
  evidence: evidence.optional(),
  prompt: prompt.optional(),
  generated: generated.optional(),
  verdict: verdict.optional(),
});

/** What each hop's job must hold when it arrives. */
export const payloads = {
  retrieve: envelope,
  redact: afterRetrieve,
  ground: afterRedact,
  generate: afterGround,
  verify: afterGenerate,
  settle: ended,
} as const satisfies Record<Hop, z.ZodType>;

export type Envelope = z.infer<typeof envelope>;
export type Payload<H extends Hop> = z.infer<(typeof payloads)[H]>;
export type HopTiming = z.infer<typeof hopTiming>;
export type ChatMessage = z.infer<typeof chatMessage>;
export type PassageRef = z.infer<typeof passageRef>;
export type MaskedPassage = z.infer<typeof maskedPassage>;
export type MaskedDocument = z.infer<typeof maskedDocument>;
export type ModelParams = z.infer<typeof modelParams>;
export type GroundingPolicy = (typeof groundingPolicies)[number];
export type Treatment = z.infer<typeof treatment>;
export type Earlier = z.infer<typeof earlier>;
export type Evidence = z.infer<typeof evidence>;
export type Prompt = z.infer<typeof prompt>;
export type Generated = z.infer<typeof generated>;
export type Citation = z.infer<typeof citation>;
export type Claim = z.infer<typeof claim>;
export type VerdictAction = z.infer<typeof verdictAction>;
export type Verdict = z.infer<typeof verdict>;
export type Outcome = z.infer<typeof outcome>;
