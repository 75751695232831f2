import { errorBody } from '@rollcall/failures';
import { activeTraceId, failureFields, type Log } from '@rollcall/telemetry';
import type { Response as Answer } from 'express';
import type { Endpoint, Reading } from './endpoint.ts';
import { readChunks } from './event-stream.ts';
import { isEventStream, readJson, statusOf } from './reply-body.ts';
import { completion, modelList } from './reply-shapes.ts';
import { failureOfCall, upstreamFailure } from './upstream-failure.ts';

export type PassThrough = { endpoint: Endpoint; answer: Answer; log: Log };

/**
 * Hands a chat request on as it came and its answer back as it was, once its shape is seen to be right.
 * A stream is checked chunk by chunk; where it breaks off, its last event is the error. Throws `model.*`
 * while nothing is sent yet.
 */
export const passChat = ({ endpoint, answer, log }: PassThrough, body: object): Promise<void> =>
  whileCallerWaits(answer, async (signal) => {
    const call = { method: 'post', path: '/chat/completions', body, signal } as const;
    try {
      await endpoint.call(call, async (response, reading) => {
        if (isEventStream(response)) await passStream(response, reading, answer);
        else answer.json(await readJson(response, completion, reading.maxBytes));
      });
    } catch (thrown) {
      if (!answer.headersSent || signal.aborted) throw thrown;
      const failure = failureOfCall(thrown);
      log.warn('stream broke off', failureFields(failure));
      answer.end(eventOf(errorBody(failure, activeTraceId() ?? null)));
    }
  });

/** The endpoint's models. Throws `model.*`. */
export const passModels = ({ endpoint, answer }: PassThrough): Promise<void> =>
  whileCallerWaits(answer, async (signal) => {
    const call = { method: 'get', path: '/models', signal } as const;
    const list = await endpoint.call(call, (response, { maxBytes }) =>
      readJson(response, modelList, maxBytes),
    );
    answer.json(list);
  });

/** Aborts the work when the caller goes away before its answer is whole; nobody is left to hear how it ended. */
const whileCallerWaits = async (
  answer: Answer,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> => {
  const gone = new AbortController();
  answer.on('close', () => {
    if (!answer.writableFinished) gone.abort('caller gone');
  });
  try {
    await work(gone.signal);
  } catch (thrown) {
    if (!gone.signal.aborted) throw thrown;
  }
};

const passStream = async (
  response: Response,
  { maxBytes, alive }: Reading,
  answer: Answer,
): Promise<void> => {
  for await (const chunk of readChunks(response, maxBytes)) {
    alive();
    if (!answer.headersSent) {
      answer.status(200).set({ 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    }
    answer.write(eventOf(chunk));
  }
  if (!answer.headersSent) throw upstreamFailure('model.empty_response', statusOf(response));
  answer.end('data: [DONE]\n\n');
};

const eventOf = (value: object): string => `data: ${JSON.stringify(value)}\n\n`;
