import { Failure } from '@rollcall/failures';
import { groundingPolicies } from '@rollcall/pipeline';
import { parseRequest } from '@rollcall/service';
import { z } from 'zod';

/** Content as OpenAI's clients send it: a string, or parts of which only text can be honoured. */
const content = z.union([
  z.string().max(200_000),
  z
    .array(z.strictObject({ type: z.literal('text'), text: z.string().max(200_000) }))
    .min(1)
    .max(100)
    .transform((parts) => parts.map((part) => part.text).join('\n')),
]);

const message = z.strictObject({
  role: z.enum(['system', 'developer', 'user', 'assistant']),
  content,
});

const extension = z.strictObject({
  collection: z.string().min(1).max(200).optional(),
  k: z.int().min(1).max(100).default(5),
  grounding: z.enum(groundingPolicies).optional(),
  deadlineMs: z.int().positive().optional(),
  /** The caller's name for a conversation: in all of its requests a value has the same placeholder. */
  conversation: z.string().min(1).max(200).optional(),
});

/** OpenAI's chat request as far as it is honoured, and our extension. */
const body = z.strictObject({
  model: z.string().min(1).max(200).optional(),
  messages: z.array(message).min(1).max(200),
  temperature: z.number().min(0).max(2).optional(),
  top_p: z.number().min(0).max(1).optional(),
  max_tokens: z.int().positive().max(100_000).optional(),
  max_completion_tokens: z.int().positive().max(100_000).optional(),
  seed: z.int().optional(),
  n: z.literal(1).optional(),
  stream: z.boolean().optional(),
  stream_options: z.strictObject({ include_usage: z.boolean().optional() }).nullish(),
  rollcall: extension.optional(),
});

export type ChatRequest = z.infer<typeof body> & { rollcall: z.infer<typeof extension> };

/**
 * Checks a chat request. A field that cannot be honoured is refused by name (`request.unsupported_field`)
 * instead of being ignored; anything else of the wrong form is `request.invalid`.
 */
export const parseChatRequest = (value: unknown): ChatRequest => {
  if (typeof value === 'object' && value !== null) {
    for (const field of Object.keys(value)) {
      if (!(field in body.shape)) {
        throw new Failure('request.unsupported_field', { details: { field: fieldName(field) } });
      }
    }
  }
  const parsed = parseRequest(body, value);
  if (parsed.stream_options && parsed.stream !== true) {
    throw new Failure('request.invalid', {
      details: { fields: ['stream_options'], rules: ['needs_stream'] },
    });
  }
  if (parsed.messages.at(-1)?.role !== 'user') {
    throw new Failure('request.invalid', { details: { fields: ['messages'], rules: ['last_must_be_user'] } });
  }
  return { ...parsed, rollcall: extension.parse(parsed.rollcall ?? {}) };
};

/** A field's name is the caller's text: it is named back only where it looks like one of an API. */
const fieldName = (field: string): string => (/^[a-z_]{1,40}$/.test(field) ? field : '(unnamed)');
