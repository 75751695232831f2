import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { originOf } from '@rollcall/failures';
import type { TestDocument } from '../dataset/read-dataset.ts';
import { type Answer, readAnswer, tryAgainAfterMs } from './answer.ts';

const SECOND = 1000;

/** A caller outwaits the row's own deadline by this much: the gateway closes the row and says so. */
const patienceMs = 60 * SECOND;
/** Longest answer that is read; far more than any answer to a test question. */
const mostBytes = 4_000_000;

export type Door = {
  gatewayUrl: string;
  key: string | undefined;
  collection: string;
  k: number;
  deadlineMs: number;
  /** What the idempotency keys begin with: they make a second try safe and name the storm's rows. */
  keyBeginning: string;
};

export type Fired = { answers: Answer[]; sentAgain: number };

/**
 * Sends every document as a request of its own, all at once, as so many clients would: no limit on sockets,
 * and a 429 is tried again after the time that it names, as long as the deadline lasts. Resolves when every
 * request has its last answer; rejects never for a request's sake.
 */
export const fireRequests = async (
  documents: TestDocument[],
  door: Door,
  signal: AbortSignal,
): Promise<Fired> => {
  const url = new URL('/v1/chat/completions', door.gatewayUrl);
  const secure = url.protocol === 'https:';
  // Not `fetch`: it gives up on an answer whose headers take five minutes, and a large storm takes longer.
  const agent = secure ? new HttpsAgent({ keepAlive: false }) : new HttpAgent({ keepAlive: false });
  const send = secure ? httpsRequest : httpRequest;
  let sentAgain = 0;

  const once = (body: string, key: string): Promise<Received | NotReceived> =>
    new Promise((resolve) => {
      const headers = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'idempotency-key': key,
        ...(door.key === undefined ? {} : { authorization: `Bearer ${door.key}` }),
      };
      const request = send(url, { method: 'POST', agent, headers, signal }, (response) => {
        readBody(response).then(
          (text) =>
            resolve({
              status: response.statusCode ?? 0,
              body: text,
              retryAfter: response.headers['retry-after'],
            }),
          (thrown) => resolve(notReceived(thrown)),
        );
      });
      request.setTimeout(door.deadlineMs + patienceMs, () => request.destroy());
      request.on('error', (error) => resolve(notReceived(error)));
      request.end(body);
    });

  const ask = async (document: TestDocument, index: number): Promise<Answer> => {
    const body = JSON.stringify({
      messages: [{ role: 'user', content: document.question }],
      rollcall: { collection: door.collection, k: door.k, deadlineMs: door.deadlineMs },
    });
    const until = performance.now() + door.deadlineMs;
    for (;;) {
      const got = await once(body, `${door.keyBeginning}${index}`);
      if ('error' in got) return { kind: 'no_answer', code: got.error };
      const waitMs = tryAgainAfterMs(got.status, got.retryAfter);
      if (waitMs === undefined || performance.now() + waitMs > until) return readAnswer(got.status, got.body);
      sentAgain += 1;
      await sleep(waitMs, undefined, { signal }).catch(whenStopped);
    }
  };

  try {
    return { answers: await Promise.all(documents.map(ask)), sentAgain };
  } finally {
    agent.destroy();
  }
};

/** The storm is being stopped: the next request says so by itself. */
const whenStopped = (): void => {};

type Received = { status: number; body: string; retryAfter: string | undefined };
type NotReceived = { error: string };

const notReceived = (thrown: unknown): NotReceived => ({ error: originOf(thrown).errno ?? 'unknown' });

const readBody = async (response: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > mostBytes) throw new RangeError('an answer of this size is none');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
};
