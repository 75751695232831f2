import { answerFrom } from './extract/answer.ts';
import { tokensOf } from './extract/tokens.ts';
import { type ChatRequest, readPrompt, textOf } from './prompt.ts';

/** What the model says where its sources do not answer. */
export const declined = 'The sources do not contain the answer.';

export type Completion = {
  id: string;
  /** When it was made; Unix seconds. */
  created: number;
  model: string;
  /** The answer in pieces as a model would produce them; joined they are the answer. */
  pieces: string[];
  finishReason: 'stop' | 'length';
  usage: { prompt_tokens: number; completion_tokens: number; total_tokens: number };
};

/**
 * Answers a chat request: a stretch of one source with its citation (`Robert Boyle [2]`), or `declined`.
 * Tokens are words, numbers and signs. `key` tells requests apart and becomes part of the id.
 */
export const complete = (request: ChatRequest, key: string, nowMs: number): Completion => {
  const { question, sources } = readPrompt(request.messages);
  const answer = answerFrom(question, sources);
  const all = piecesOf(answer.found ? `${answer.text} [${answer.source}]` : declined);
  const limit = request.max_completion_tokens ?? request.max_tokens ?? Number.POSITIVE_INFINITY;
  const pieces = all.slice(0, limit);
  const promptTokens = request.messages.reduce(
    (sum, { content }) => sum + tokensOf(textOf(content)).length,
    0,
  );
  return {
    id: `chatcmpl-${key.slice(0, 24)}`,
    created: Math.floor(nowMs / 1000),
    model: request.model,
    pieces,
    finishReason: pieces.length < all.length ? 'length' : 'stop',
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: pieces.length,
      total_tokens: promptTokens + pieces.length,
    },
  };
};

/** A token with the white space before it. */
const piecesOf = (text: string): string[] => {
  const tokens = tokensOf(text);
  return tokens.map((token, at) => text.slice(tokens[at - 1]?.end ?? 0, token.end));
};

/** The completion as OpenAI answers it without streaming. */
export const bodyOf = ({ id, created, model, pieces, finishReason, usage }: Completion) => ({
  id,
  object: 'chat.completion',
  created,
  model,
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: pieces.join(''), refusal: null },
      logprobs: null,
      finish_reason: finishReason,
    },
  ],
  usage,
});

/** The chunks of the completion as OpenAI streams them; the last one carries the usage where it was asked for. */
export const chunksOf = (completion: Completion, includeUsage: boolean) => {
  const { id, created, model, pieces, finishReason, usage } = completion;
  const chunk = (choices: object[], counted: Completion['usage'] | null) => ({
    id,
    object: 'chat.completion.chunk',
    created,
    model,
    choices,
    ...(includeUsage ? { usage: counted } : {}),
  });
  const delta = (content: object, finish: string | null) =>
    chunk([{ index: 0, delta: content, logprobs: null, finish_reason: finish }], null);
  return [
    delta({ role: 'assistant', content: '' }, null),
    ...pieces.map((piece) => delta({ content: piece }, null)),
    delta({}, finishReason),
    ...(includeUsage ? [chunk([], usage)] : []),
  ];
};
