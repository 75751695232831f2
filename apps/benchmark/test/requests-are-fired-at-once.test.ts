import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { TestDocument } from '../src/dataset/read-dataset.ts';
import { type Door, fireRequests } from '../src/storm/fire-requests.ts';

type Answering = (request: IncomingMessage, response: ServerResponse, body: string) => void;

let stop: () => void = () => {};
afterEach(() => stop());

/** A gateway that answers as the test says; its address. */
const gateway = async (answer: Answering): Promise<string> => {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    answer(request, response, body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const documents = (count: number): TestDocument[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `d${index}`,
    title: undefined,
    text: '',
    question: `question ${index}`,
    answers: [],
    answerable: false,
    planted: [],
  }));

const door = (gatewayUrl: string): Door => ({
  gatewayUrl,
  key: undefined,
  collection: 'tests',
  k: 5,
  deadlineMs: 20_000,
  keyBeginning: 'storm-1-',
});

const good = JSON.stringify({
  choices: [{ message: { content: 'yes' } }],
  rollcall: { rowId: 'r', outcome: 'answered' },
});

const never = new AbortController().signal;

describe('requests', () => {
  it('are all in flight at once: none is answered before the last has arrived', async () => {
    const waiting: ServerResponse[] = [];
    const url = await gateway((_request, response) => {
      waiting.push(response);
      if (waiting.length === 300) for (const each of waiting) each.end(good);
    });
    const { answers } = await fireRequests(documents(300), door(url), never);
    expect(answers).toEqual(Array.from({ length: 300 }, () => ({ kind: 'answered', rowId: 'r' })));
  });

  it('carry the question, the collection and a key of their own', async () => {
    const seen: { key: unknown; path: unknown; body: unknown }[] = [];
    const url = await gateway((request, response, body) => {
      seen.push({ key: request.headers['idempotency-key'], path: request.url, body: JSON.parse(body) });
      response.end(good);
    });
    await fireRequests(documents(2), door(url), never);
    expect(seen.sort((one, other) => String(one.key).localeCompare(String(other.key)))).toEqual(
      [0, 1].map((index) => ({
        key: `storm-1-${index}`,
        path: '/v1/chat/completions',
        body: {
          messages: [{ role: 'user', content: `question ${index}` }],
          rollcall: { collection: 'tests', k: 5, deadlineMs: 20_000 },
        },
      })),
    );
  });

  it('are sent again under the same key after a 429', async () => {
    const keys: unknown[] = [];
    const url = await gateway((request, response) => {
      keys.push(request.headers['idempotency-key']);
      if (keys.length > 1) return response.end(good);
      response.writeHead(429, { 'retry-after': '1' });
      response.end(JSON.stringify({ error: { code: 'service.overloaded' } }));
    });
    const fired = await fireRequests(documents(1), door(url), never);
    expect(fired).toEqual({ answers: [{ kind: 'answered', rowId: 'r' }], sentAgain: 1 });
    expect(keys).toEqual(['storm-1-0', 'storm-1-0']);
  });

  it('end with the last 429 where the deadline does not allow another try', async () => {
    const url = await gateway((_request, response) => {
      response.writeHead(429, { 'retry-after': '60' });
      response.end(JSON.stringify({ error: { code: 'service.overloaded' } }));
    });
    const { answers } = await fireRequests(documents(1), door(url), never);
    expect(answers).toEqual([{ kind: 'refused', code: 'service.overloaded' }]);
  });

  it('that get nothing, half an answer or an empty one are told apart', async () => {
    const endings: Answering[] = [
      (request) => request.socket.destroy(),
      (_request, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{"choices":');
        setTimeout(() => response.destroy(), 20);
      },
      (_request, response) => response.end(),
    ];
    const url = await gateway((request, response, body) => {
      const number = Number(/question (\d)/.exec(body)?.[1]);
      endings[number]?.(request, response, body);
    });
    const { answers } = await fireRequests(documents(3), door(url), never);
    expect(answers).toEqual([
      { kind: 'no_answer', code: 'ECONNRESET' },
      { kind: 'no_answer', code: 'ECONNRESET' },
      { kind: 'empty_body' },
    ]);
  });

  it('end when the storm is stopped', async () => {
    const over = new AbortController();
    const url = await gateway(() => over.abort());
    const { answers } = await fireRequests(documents(1), door(url), over.signal);
    expect(answers).toEqual([{ kind: 'no_answer', code: 'ABORT_ERR' }]);
  });
});
