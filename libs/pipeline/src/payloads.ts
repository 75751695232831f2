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
export const payloadVersion = 1;

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

/** How a document is to be treated; set when the row was opened. */
export const treatment = z.object({
  grounding: z.enum(['off', 'annotate', 'block']),
  /** Abstain before the model when the sources cannot carry an answer. */
  abstain: z.boolean(),
});

export const maskedDocument = z.object({
  /** What is asked, masked: the last user message. */
  question: z.string(),
  /** The conversation, masked, the question included. */
  messages: z.array(chatMessage),
  passages: z.array(maskedPassage),
  /** Entity type -> distinct masked values. */
  redactions: z.record(z.string(), z.int().nonnegative()),
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

export const verdict = z.object({
  supported: z.boolean(),
  score: z.number(),
  claims: z.array(claim),
  verifier: z.string(),
  degraded: z.boolean(),
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
});

const afterRetrieve = envelope.extend({ retrieved: z.array(passageRef) });
const afterRedact = envelope.extend({ masked: maskedDocument, params: modelParams, treatment });
const afterGround = afterRedact.extend({ prompt, evidence });
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
export type Treatment = z.infer<typeof treatment>;
export type Evidence = z.infer<typeof evidence>;
export type Prompt = z.infer<typeof prompt>;
export type Generated = z.infer<typeof generated>;
export type Citation = z.infer<typeof citation>;
export type Claim = z.infer<typeof claim>;
export type Verdict = z.infer<typeof verdict>;
export type Outcome = z.infer<typeof outcome>;
