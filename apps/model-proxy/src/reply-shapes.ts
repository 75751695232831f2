import { z } from 'zod';

const usage = z.looseObject({
  prompt_tokens: z.int().nonnegative(),
  completion_tokens: z.int().nonnegative(),
  total_tokens: z.int().nonnegative().optional(),
});

const identity = {
  id: z.string().nullish(),
  model: z.string().nullish(),
  usage: usage.nullish(),
};

/** A completion as it has to be. Everything else in it is kept: the pass-through hands it on. */
export const completion = z.looseObject({
  ...identity,
  choices: z
    .array(
      z.looseObject({
        message: z.looseObject({ content: z.string().nullish(), refusal: z.string().nullish() }),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
});

/** One chunk of a stream; the last one may carry the usage and no choice. */
export const chunk = z.looseObject({
  ...identity,
  choices: z.array(
    z.looseObject({
      delta: z.looseObject({
        content: z.string().nullish(),
        refusal: z.string().nullish(),
        /** The thoughts of a reasoning model: tokens, but no answer. */
        reasoning_content: z.string().nullish(),
      }),
      finish_reason: z.string().nullish(),
    }),
  ),
});

export const modelList = z.looseObject({ data: z.array(z.looseObject({ id: z.string() })) });

export type CompletionReply = z.infer<typeof completion>;
export type ChunkReply = z.infer<typeof chunk>;
export type UsageReply = z.infer<typeof usage>;
