import type { Response } from 'express';
import type { chatCompletion } from './answer.ts';

/** Most UTF-16 units of one chunk's text: a piece ends behind a word where there is one. */
const pieceUnits = 60;

type Completion = ReturnType<typeof chatCompletion>;

/**
 * A finished answer as the server-sent events of OpenAI's streaming: the role, the text in pieces, the end with
 * the `rollcall` part, the usage where it is asked for, `[DONE]`. The text is whole before its first piece goes
 * out: values can only be put back, and claims judged, when the answer is there, so the time to the first token
 * is the time to the last.
 */
export const eventsOf = (completion: Completion, options: { includeUsage: boolean }): string[] => {
  const { id, created, model, usage, rollcall } = completion;
  const [choice] = completion.choices;
  const frame = { id, object: 'chat.completion.chunk', created, model };
  const withUsage = options.includeUsage ? { usage: null } : {};
  const delta = (said: object, finish: string | null = null) => ({
    ...frame,
    choices: [{ index: 0, delta: said, finish_reason: finish, logprobs: null }],
    ...withUsage,
  });
  const chunks: object[] = [
    delta({ role: 'assistant', content: '' }),
    ...piecesOf(choice?.message.content ?? '').map((content) => delta({ content })),
    { ...delta({}, choice?.finish_reason ?? 'stop'), rollcall },
    ...(options.includeUsage ? [{ ...frame, choices: [], usage }] : []),
  ];
  return [...chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`), 'data: [DONE]\n\n'];
};

/** Sends events; a caller who reads slowly is waited for, one who is gone is not. */
export const sendEvents = async (response: Response, events: readonly string[]): Promise<void> => {
  response.status(200);
  response.setHeader('content-type', 'text/event-stream; charset=utf-8');
  response.setHeader('cache-control', 'no-cache');
  for (const event of events) {
    if (response.destroyed) return;
    if (!response.write(event)) await drained(response);
  }
  response.end();
};

/** A text in pieces that are words, not halves of them, and never halves of a surrogate pair. */
const piecesOf = (text: string): string[] =>
  text.match(new RegExp(`[^]{0,${pieceUnits - 1}}[\\s]|[^]{1,${pieceUnits}}`, 'gu')) ?? [];

const drained = (response: Response): Promise<void> =>
  new Promise((resolve) => {
    const go = (): void => {
      response.off('drain', go);
      response.off('close', go);
      resolve();
    };
    response.on('drain', go);
    response.on('close', go);
  });
