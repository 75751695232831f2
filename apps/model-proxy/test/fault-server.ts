import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the endpoint under test does with the next requests. */
export type Behaviour = (
  request: { body: Body; headers: IncomingMessage['headers'] },
  answer: ServerResponse,
) => void;

export type Body = { model?: string; stream?: boolean; messages?: unknown[] } & Record<string, unknown>;

export type FaultServer = {
  /** The base URL that a client is given, `/v1` included. */
  url: string;
  behave(behaviour: Behaviour): void;
  /** Bodies in the order in which they came. */
  seen: Body[];
  /** Most requests that were open at once. */
  mostOpen(): number;
  close(): Promise<void>;
};

/** An endpoint that does as it is told. */
export const startFaultServer = async (): Promise<FaultServer> => {
  let behaviour: Behaviour = ok;
  let open = 0;
  let most = 0;
  const seen: Body[] = [];
  const server = createServer(async (request, answer) => {
    open += 1;
    most = Math.max(most, open);
    answer.on('close', () => {
      open -= 1;
    });
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const text = Buffer.concat(parts).toString();
    const body: Body = text === '' ? {} : JSON.parse(text);
    seen.push(body);
    behaviour({ body, headers: request.headers }, answer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    behave: (next) => {
      behaviour = next;
    },
    seen,
    mostOpen: () => most,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

export const usage = { prompt_tokens: 30, completion_tokens: 4, total_tokens: 34 };

export const completionOf = (content: string | null, finish: string | null = 'stop') => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  model: 'tiny-1',
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: finish }],
  usage,
});

const chunkOf = (delta: object, finish: string | null = null) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  model: 'tiny-1',
  choices: [{ index: 0, delta, finish_reason: finish }],
});

export const eventOf = (value: object | string): string =>
  `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`;

/** The events of a whole stream that says these pieces. */
export const eventsOf = (pieces: string[]): string[] => [
  eventOf(chunkOf({ role: 'assistant', content: '' })),
  ...pieces.map((content) => eventOf(chunkOf({ content }))),
  eventOf(chunkOf({}, 'stop')),
  eventOf({ ...chunkOf({}), choices: [], usage }),
  eventOf('[DONE]'),
];

export const send = (answer: ServerResponse, status: number, type: string, text: string): void => {
  answer.writeHead(status, { 'content-type': type }).end(text);
};

export const sendEvents = (answer: ServerResponse, text: string): void =>
  send(answer, 200, 'text/event-stream', text);

/** Answers as the request asks: whole or as a stream. */
export const say =
  (pieces: string[]): Behaviour =>
  ({ body }, answer) => {
    if (body.stream) sendEvents(answer, eventsOf(pieces).join(''));
    else send(answer, 200, 'application/json', JSON.stringify(completionOf(pieces.join(''))));
  };

export const ok = say(['Robert', ' Boyle', ' [2]']);

/** An error as endpoints word it, with a value in it that must not get out. */
export const secret = 'the prompt said: Jane Roe';

export const refuse =
  (status: number, headers: Record<string, string> = {}): Behaviour =>
  (_request, answer) => {
    answer.writeHead(status, { 'content-type': 'application/json', ...headers });
    answer.end(JSON.stringify({ error: { message: secret, type: 'error', code: secret } }));
  };
