import { randomBytes } from 'node:crypto';
import { Failure } from '@rollcall/failures';
import type { ChatMessage, MaskedDocument, MaskedPassage, RedactionPolicy } from '@rollcall/pipeline';
import type { VaultEntry } from '@rollcall/vault';
import type { AnalyzeOptions } from './analyze.ts';
import { findInTurns } from './find-in-turns.ts';
import type { FindingMemory } from './finding-cache.ts';
import type { LongTexts } from './long-texts/long-texts.ts';
import { countByType, type Plan, planMasking, valuesToNumber } from './mask-plan.ts';
import { readMaskingPolicy } from './masking-policy.ts';
import { numberInDocument, type ValueKey, writtenPlaceholders } from './number-values.ts';
import { type Written, writeMasked } from './write-masked.ts';

/** What goes to the model, as it is stored. */
export type RawDocument = {
  /** The conversation; the question is its last user message. */
  messages: readonly ChatMessage[];
  passages: readonly MaskedPassage[];
};

export type MaskOptions = {
  /** `off`: the operator's policy for this collection leaves the text as it is. */
  policy: 'mask' | 'off';
  /** How to mask; what every collection begins with where it is not set. */
  redaction?: RedactionPolicy;
  /** Least score where the policy says nothing. */
  threshold?: number;
  /** The key of the collection's hashes; a random one for this call where not set. */
  hashKey?: Buffer;
  /** What was found in passages before. */
  cache?: FindingMemory | undefined;
  /** What others found in each text of `textsOf`. */
  alsoFound?: AnalyzeOptions['alsoFound'];
};

export type MaskedResult = { masked: MaskedDocument; entries: VaultEntry[] };

/**
 * Hands out numbers to values (by `keyOf`) of a scope that is wider than one document: the same value has the
 * same number wherever it stands. A placeholder among `taken` may not be used.
 */
export type NumberInScope = (
  values: readonly ValueKey[],
  taken: ReadonlySet<string>,
) => Promise<Map<string, number>>;

/**
 * Replaces the personal data of a document, each type by the operator of the policy. One value has one
 * placeholder in all parts: messages, titles and passages; the parts of a name and its forms in capitals share
 * the person's. Numbers follow first appearance (messages, then passages, each title before its text), so the
 * same document always gives the same result. A number that the text itself uses in a placeholder is skipped:
 * nothing that a user wrote is ever restored to a value. Throws `redact.policy_invalid`.
 */
export const maskDocument = (raw: RawDocument, options: MaskOptions): MaskedResult => {
  if (options.policy === 'off') return unmasked(raw);
  const { plan, values, taken, hashKey } = prepare(raw, options);
  for (let tries = 0; tries < mostTries; tries += 1) {
    const written = writeMasked(plan, numberInDocument(values, taken), hashKey);
    if (written.collisions.length === 0) return assemble(raw, plan, written);
    for (const placeholder of written.collisions) taken.add(placeholder);
  }
  throw new Failure('redact.failed');
};

/**
 * Analyses a document's texts one after the other and lets others in between. Answers the options with which masking has
 * only the rest to do. Throws `redact.policy_invalid`.
 */
export const analyseInTurns = async (
  raw: RawDocument,
  options: MaskOptions,
  longTexts?: LongTexts,
): Promise<MaskOptions> => {
  if (options.policy === 'off') return options;
  const { analysis } = readMaskingPolicy(options.redaction ?? {}, options.threshold);
  const cache = await findInTurns(textsOf(raw), analysis, { shared: options.cache, longTexts });
  return { ...options, cache };
};

/** As `maskDocument`, with the numbers of a wider scope. Throws what `numberInScope` throws, too. */
export const maskInScope = async (
  raw: RawDocument,
  options: MaskOptions,
  numberInScope: NumberInScope,
): Promise<MaskedResult> => {
  if (options.policy === 'off') return unmasked(raw);
  const { plan, values, taken, hashKey } = prepare(raw, options);
  for (let tries = 0; tries < mostTries; tries += 1) {
    const written = writeMasked(plan, await numberInScope(values, taken), hashKey);
    if (written.collisions.length === 0) return assemble(raw, plan, written);
    for (const placeholder of written.collisions) taken.add(placeholder);
  }
  throw new Failure('redact.failed');
};

/**
 * Of numbering and writing. The second is free of everything that the text's own characters read as beside a
 * masked value, unless other numbers make other neighbours; nothing is passed on that is not free of it.
 */
const mostTries = 10;

const unmasked = (raw: RawDocument): MaskedResult => ({
  masked: { ...documentOf(raw, textsOf(raw), {}), unmasked: true },
  entries: [],
});

const prepare = (raw: RawDocument, options: MaskOptions) => {
  const policy = readMaskingPolicy(options.redaction ?? {}, options.threshold);
  const plan = planMasking(textsOf(raw), policy, options);
  const values = valuesToNumber(plan);
  const taken = writtenPlaceholders(
    plan.texts,
    values.map(({ entity }) => entity),
  );
  return { plan, values, taken, hashKey: options.hashKey ?? randomBytes(32) };
};

const assemble = (raw: RawDocument, plan: Plan, { texts, entries }: Written): MaskedResult => ({
  masked: documentOf(raw, texts, countByType(plan)),
  entries,
});

/** Every text of the document in the order in which placeholders are numbered. */
export const textsOf = (raw: RawDocument): string[] => [
  ...raw.messages.map(({ content }) => content),
  ...raw.passages.flatMap(({ title, text }) => [title ?? '', text]),
];

const documentOf = (
  raw: RawDocument,
  texts: readonly string[],
  redactions: Record<string, number>,
): MaskedDocument => {
  const messages = raw.messages.map((message, index) => ({ ...message, content: texts[index]! }));
  const passages = raw.passages.map(({ id, title, score }, index) => {
    const at = raw.messages.length + 2 * index;
    return { id, ...(title === undefined ? {} : { title: texts[at]! }), text: texts[at + 1]!, score };
  });
  const question = messages.findLast(({ role }) => role === 'user')?.content ?? '';
  return { question, messages, passages, redactions };
};
