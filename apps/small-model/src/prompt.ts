import { z } from 'zod';
import type { Source } from './extract/coverage.ts';

const textPart = z.object({ type: z.literal('text'), text: z.string() });

/** The part of OpenAI's chat request that this model honours; it ignores other fields. */
export const chatRequest = z.object({
  model: z.string(),
  messages: z
    .array(z.object({ role: z.string(), content: z.union([z.string(), z.array(textPart)]).nullish() }))
    .min(1),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: z.int().positive().nullish(),
  max_completion_tokens: z.int().positive().nullish(),
  seed: z.int().nullish(),
});

export type ChatRequest = z.infer<typeof chatRequest>;

const sourceForm = /<source n="(\d{1,6})"(?: title="([^"\n]*)")?>\n?([\s\S]*?)\n?<\/source>/g;

/** The numbered sources of all messages, and the question: the last user message without them. */
export const readPrompt = (messages: ChatRequest['messages']): { question: string; sources: Source[] } => {
  const texts = messages.map((message) => ({ role: message.role, text: textOf(message.content) }));
  const sources = texts.flatMap(({ text }) =>
    [...text.matchAll(sourceForm)].map(([, n, title, body]) => ({
      n: Number(n),
      title: title ?? '',
      text: body ?? '',
    })),
  );
  const asked = texts.findLast(({ role }) => role === 'user')?.text ?? '';
  return { question: questionIn(asked.replace(sourceForm, ' ')), sources };
};

export const textOf = (content: ChatRequest['messages'][number]['content']): string =>
  typeof content === 'string' ? content : (content ?? []).map((part) => part.text).join('\n');

/** What follows the last "Question:" where a message has one, else all of it. */
const questionIn = (text: string): string => (text.split(/\bQuestion:\s*/i).at(-1) ?? '').trim();
