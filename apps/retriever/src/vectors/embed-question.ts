import { Failure } from '@rollcall/failures';
import type { ConcurrencyLimit } from '@rollcall/service';
import type { EmbeddingEndpoint } from './endpoint.ts';
import type { Redactor } from './redactor.ts';
import type { Recipe } from './vector-set.ts';

export type QuestionDeps = {
  endpoint: EmbeddingEndpoint;
  /** None: only collections that the endpoint is trusted with can be searched. */
  redactor: Redactor | undefined;
  recipe: Recipe;
  /** Questions at the endpoint at once. */
  places: ConcurrencyLimit;
  /** UTF-16 units of a text that are embedded. */
  maxChars: number;
};

/** How a question is asked. `until` is aborted when the answer would come too late. */
export type Asking = { isMasked: boolean; dimensions: number; timeoutMs: number; until: AbortSignal };

/**
 * The vector of a question, masked first where the collection's policy says so. Throws the catalogue's
 * `embeddings.*`: `embeddings.invalid` for a vector of another dimension than the collection's.
 */
export const embedQuestion = async (
  query: string,
  asking: Asking,
  { endpoint, redactor, recipe, places, maxChars }: QuestionDeps,
): Promise<Float32Array> => {
  const { isMasked, dimensions, timeoutMs, until } = asking;
  try {
    return await places.run(until, async () => {
      const text = cut(query, maxChars);
      const sent = isMasked ? await masked(text, redactor, asking) : text;
      const { vectors } = await endpoint.embed([recipe.questionPrefix + sent], { timeoutMs, signal: until });
      const vector = vectors[0] as Float32Array;
      if (vector.length !== dimensions) {
        throw new Failure('embeddings.invalid', {
          details: { problem: 'dimensions', dimensions: vector.length },
        });
      }
      return vector;
    });
  } catch (thrown) {
    // The line, the redactor and the endpoint share the time, and whoever had the last of it is not to blame.
    if (until.aborted && !(thrown instanceof Failure && thrown.code === 'embeddings.unmasked')) {
      throw new Failure('embeddings.timeout', { cause: thrown });
    }
    throw thrown;
  }
};

/** The beginning of a text, without half a surrogate pair at its end. */
export const cut = (text: string, maxChars: number): string =>
  text.length <= maxChars ? text : text.slice(0, maxChars).replace(/[\ud800-\udbff]$/, '');

const masked = async (text: string, redactor: Redactor | undefined, asking: Asking): Promise<string> => {
  if (redactor === undefined)
    throw new Failure('embeddings.unmasked', { details: { problem: 'no_redactor' } });
  const [parts] = await redactor.mask([[text]], { timeoutMs: asking.timeoutMs, signal: asking.until });
  return parts?.[0] ?? '';
};
