import { setTimeout as wait } from 'node:timers/promises';
import type { Response } from 'express';
import type { Treatment } from './behaviour.ts';
import { bodyOf, type Completion, chunksOf } from './completion.ts';

export type Reply = {
  completion: Completion;
  treatment: Treatment;
  stream: boolean;
  includeUsage: boolean;
};

/** Sends a completion, or the fault in its place. Ends early, without an error, when the caller goes away. */
export const reply = (response: Response, { completion, treatment, ...how }: Reply): Promise<void> =>
  answerInTime(response, treatment.waitMs, async (pause) => {
    const { fault } = treatment;
    if (fault !== 'none' && fault !== 'empty-answer' && fault !== 'stalled-stream') {
      fail(response, fault, how.stream);
      return;
    }
    const said = fault === 'empty-answer' ? { ...completion, pieces: [] } : completion;
    const stalls = fault === 'stalled-stream';
    if (how.stream) await stream(response, said, { ...how, pieceMs: treatment.pieceMs, stalls, pause });
    else if (!stalls) {
      await pause(treatment.pieceMs * said.pieces.length);
      response.json(bodyOf(said));
    }
  });

/** Answers after a while, in milliseconds; what is still waited for ends, without an error, when the caller goes away. */
export const answerInTime = async (
  response: Response,
  waitMs: number,
  answer: (pause: (ms: number) => Promise<void>) => Promise<void>,
): Promise<void> => {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const pause = (ms: number): Promise<void> =>
    ms > 0 ? wait(ms, undefined, { signal: gone.signal }) : passed;
  try {
    await pause(waitMs);
    await answer(pause);
  } catch (thrown) {
    if (!gone.signal.aborted) throw thrown;
  }
};

const passed = Promise.resolve();

type Streaming = {
  includeUsage: boolean;
  pieceMs: number;
  stalls: boolean;
  pause(ms: number): Promise<void>;
};

/** Server-sent events, one chunk each; a stalled stream stops after its first token and stays open. */
const stream = async (
  response: Response,
  completion: Completion,
  { includeUsage, pieceMs, stalls, pause }: Streaming,
): Promise<void> => {
  response.status(200).set(eventStream);
  response.flushHeaders();
  for (const [at, chunk] of chunksOf(completion, includeUsage).entries()) {
    if (stalls && at === 2) return;
    if (at > 1) await pause(pieceMs);
    response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  }
  response.end('data: [DONE]\n\n');
};

const eventStream = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' };

type Breaking = Exclude<Treatment['fault'], 'none' | 'empty-answer' | 'stalled-stream'>;

/** The ways in which real endpoints break. `hang` leaves the request open until the caller gives up. */
export const fail = (response: Response, fault: Breaking, streaming: boolean): void => {
  const answer = (type: string, body: string): void => {
    response.status(200).set('content-type', type).send(body);
  };
  const json = (body: string): void =>
    streaming ? answer('text/event-stream', `data: ${body}\n\n`) : answer('application/json', body);
  switch (fault) {
    case 'empty-200':
      response.status(200).end();
      return;
    case 'http-500':
      openAiError(response, { status: 500, code: 'server_error', message: 'The server had an error.' });
      return;
    case 'http-429':
      response.set('retry-after', '1');
      openAiError(response, { status: 429, code: 'rate_limit_exceeded', message: 'Too many requests.' });
      return;
    case 'html-200':
      answer('text/html', '<!doctype html><title>Welcome</title><p>It works!');
      return;
    case 'bad-json':
      json('{"id":"chatcmpl-1","choices":[{"index":0,');
      return;
    case 'wrong-shape':
    case 'wrong-count':
    case 'wrong-dimension':
    case 'not-finite':
      json('{"result":"ok"}');
      return;
    case 'reset':
      response.socket?.destroy();
      return;
    case 'hang':
      return;
  }
};

/** An error in OpenAI's form. */
export const openAiError = (
  response: Response,
  { status, code, message }: { status: number; code: string; message: string },
): void => {
  const type = status >= 500 ? 'server_error' : 'invalid_request_error';
  response.status(status).json({ error: { message, type, param: null, code } });
};
