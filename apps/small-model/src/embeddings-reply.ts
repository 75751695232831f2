import type { Response } from 'express';
import { z } from 'zod';
import type { Treatment } from './behaviour.ts';
import { embedText, usualDimensions } from './embedding.ts';
import { tokensOf } from './extract/tokens.ts';
import { answerInTime, fail } from './reply.ts';

/** The part of OpenAI's embeddings request that this model honours; it ignores other fields. */
export const embeddingsRequest = z.object({
  model: z.string(),
  input: z.union([z.string(), z.array(z.string()).min(1).max(2048)]),
  encoding_format: z.enum(['float', 'base64']).nullish(),
  dimensions: z.int().min(1).max(4096).nullish(),
});

export type EmbeddingsRequest = z.infer<typeof embeddingsRequest>;

/** Sends the vectors of a request's texts, or the fault in their place. */
export const replyEmbeddings = (
  response: Response,
  asked: EmbeddingsRequest,
  { waitMs, fault }: Treatment,
): Promise<void> =>
  answerInTime(response, waitMs, async () => {
    switch (fault) {
      case 'none':
        response.json(bodyOf(asked));
        return;
      case 'wrong-count':
        response.json(bodyOf({ ...asked, input: [asked.input].flat().slice(1) }));
        return;
      case 'wrong-dimension':
        response.json(bodyOf({ ...asked, dimensions: (asked.dimensions ?? usualDimensions) + 1 }));
        return;
      case 'not-finite':
        response.json(bodyOf(asked, (vector) => vector.fill(Number.NaN)));
        return;
      default:
        fail(response, fault === 'empty-answer' || fault === 'stalled-stream' ? 'wrong-shape' : fault, false);
    }
  });

const bodyOf = (
  { model, input, encoding_format, dimensions }: EmbeddingsRequest,
  spoil: (vector: Float32Array) => Float32Array = (vector) => vector,
) => {
  const texts = [input].flat();
  const tokens = texts.reduce((sum, text) => sum + tokensOf(text).length, 0);
  const data = texts.map((text, index) => {
    const vector = spoil(embedText(text, dimensions ?? usualDimensions));
    const bytes = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
    // JSON has no NaN: what is not finite can only be said in base64.
    const asBytes = encoding_format === 'base64' || !vector.every(Number.isFinite);
    return { object: 'embedding', index, embedding: asBytes ? bytes.toString('base64') : [...vector] };
  });
  return { object: 'list', model, data, usage: { prompt_tokens: tokens, total_tokens: tokens } };
};
