import { asFailure, Failure } from '@rollcall/failures';
import type { TenantDatabase } from '@rollcall/postgres';
import { cut } from './embed-question.ts';
import type { EmbeddingEndpoint } from './endpoint.ts';
import type { Redactor } from './redactor.ts';
import { findPending, type NewVector, type Pending, readPending, storeVectors } from './store-vectors.ts';
import type { Recipe, VectorSet } from './vector-set.ts';

export type BatchLimits = {
  /** Texts of one call. */
  inputs: number;
  /** UTF-16 units of one call, a text that is longer by itself excepted. */
  chars: number;
  /** UTF-16 units of a text that are embedded. */
  maxChars: number;
  /** Longest call to the redactor, and to the endpoint, in milliseconds. */
  timeoutMs: number;
};

export type PassageDeps = {
  endpoint: EmbeddingEndpoint;
  /** None: only collections that the endpoint is trusted with are embedded. */
  redactor: Redactor | undefined;
  recipe: Recipe;
  limits: BatchLimits;
  /** Aborted when the process drains. */
  signal: AbortSignal;
};

/** Passages that were embedded, and those whose text the endpoint rejected. */
export type Embedding = { stored: number; rejected: number };

/** Passages that are looked for at once: the look goes over the whole collection. */
const pageOfPending = 5000;

/**
 * Embeds the next passages of a set that have no vector of it, batch by batch, until there are none or `goOn` says
 * no; it is asked before each batch. What a batch has written stays whatever comes after it. Answers whether there
 * may be more. Throws the catalogue's `embeddings.*` and `postgres.*`.
 */
export const embedPending = async (
  db: TenantDatabase,
  set: VectorSet,
  deps: PassageDeps,
  step: { goOn(): Promise<boolean>; isIndexing: boolean; onBatch(done: Embedding): void },
): Promise<boolean> => {
  let ids = await findPending(db, set, pageOfPending);
  while (ids.length > 0) {
    if (!(await step.goOn())) return true;
    const found = await readPending(db, ids.slice(0, deps.limits.inputs));
    const batch = firstOf(found, deps.limits);
    const vectors = await embedBatch(batch, set, deps);
    const { isIndexing } = step;
    const stored = await storeVectors(db, set, { vectors, isIndexing });
    const rejected = vectors.filter(({ vector }) => vector === null).length;
    step.onBatch({ stored: stored - Math.min(rejected, stored), rejected });
    // Those that are gone meanwhile are done with, too; those beyond the batch come next.
    const left = new Set(found.slice(batch.length).map(({ id }) => id));
    ids = ids.filter((id, at) => at >= deps.limits.inputs || left.has(id));
    if (ids.length === 0) ids = await findPending(db, set, pageOfPending);
  }
  return false;
};

/** As many of them as one call may have; one at least. */
const firstOf = (found: readonly Pending[], { chars, maxChars }: BatchLimits): Pending[] => {
  let units = 0;
  const end = found.findIndex(({ title, text }) => {
    units += Math.min(title.length + text.length + 2, maxChars);
    return units > chars;
  });
  return found.slice(0, end === -1 ? found.length : Math.max(1, end));
};

const embedBatch = async (
  batch: readonly Pending[],
  set: VectorSet,
  deps: PassageDeps,
): Promise<NewVector[]> => {
  if (batch.length === 0) return [];
  const texts = set.isMasked ? await maskedTexts(batch, deps) : batch.map(textOf);
  const { maxChars } = deps.limits;
  const inputs = texts.map((text) => deps.recipe.passagePrefix + cut(text, maxChars));
  const vectors = await embedOrSplit(inputs, set, deps);
  return batch.map(({ id }, at) => ({ passageId: id, vector: vectors[at] ?? null }));
};

/** What is embedded of a passage: its document's title says what it is about. */
const textOf = ({ title, text }: Pick<Pending, 'title' | 'text'>): string =>
  title === '' ? text : `${title}\n\n${text}`;

/** A document's title and passages are looked at together: a name that one of them introduces is known in all. */
const maskedTexts = async (
  batch: readonly Pending[],
  { redactor, limits, signal }: PassageDeps,
): Promise<string[]> => {
  if (redactor === undefined)
    throw new Failure('embeddings.unmasked', { details: { problem: 'no_redactor' } });
  const documents = [...Map.groupBy(batch, ({ documentId }) => documentId).values()];
  const parts = documents.map((passages) => [passages[0]?.title ?? '', ...passages.map(({ text }) => text)]);
  const masked = await redactor.mask(parts, { timeoutMs: limits.timeoutMs, signal });
  const byId = new Map(
    documents.flatMap((passages, at) => {
      const [title = '', ...texts] = masked[at] ?? [];
      return passages.map(({ id }, place) => [id, textOf({ title, text: texts[place] ?? '' })] as const);
    }),
  );
  return batch.map(({ id }) => byId.get(id) ?? '');
};

/**
 * The vectors of some texts. Where the endpoint rejects a text, the others are told from it by halves, so that one
 * bad passage holds up nobody; a text that is rejected alone gets none.
 */
const embedOrSplit = async (
  inputs: readonly string[],
  set: VectorSet,
  deps: PassageDeps,
): Promise<(Float32Array | null)[]> => {
  try {
    return await embed(inputs, set, deps);
  } catch (thrown) {
    const failure = asFailure(thrown);
    if (!blamesText(failure)) throw failure;
    if (inputs.length === 1) {
      // An endpoint that rejects this, too, rejects whatever we send: no passage is to blame.
      await embed([harmless], set, deps);
      return [null];
    }
    const half = Math.ceil(inputs.length / 2);
    const first = await embedOrSplit(inputs.slice(0, half), set, deps);
    return [...first, ...(await embedOrSplit(inputs.slice(half), set, deps))];
  }
};

const harmless = 'passage';

const embed = async (
  inputs: readonly string[],
  set: VectorSet,
  { endpoint, limits, signal }: PassageDeps,
): Promise<Float32Array[]> => {
  const { vectors } = await endpoint.embed(inputs, { timeoutMs: limits.timeoutMs, signal });
  const other = vectors.find(({ length }) => set.dimensions !== null && length !== set.dimensions);
  if (other === undefined) return vectors;
  throw new Failure('embeddings.invalid', { details: { problem: 'dimensions', dimensions: other.length } });
};

/** Failures that another text may not have: it was rejected, or its vector has no direction. */
const blamesText = ({ code, details }: Failure): boolean =>
  code === 'embeddings.rejected' ||
  (code === 'embeddings.invalid' && ['no_direction', 'not_finite'].includes(String(details?.problem)));
