import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Asked = {
  model: string;
  input: string[];
  encoding_format?: string;
  dimensions?: number;
  headers: IncomingMessage['headers'];
};
export type Behaviour = (asked: Asked, answer: ServerResponse) => void;

export type EmbeddingServer = {
  /** The base URL that a client is given, `/v1` included. */
  url: string;
  behave(behaviour: Behaviour): void;
  /** Requests in the order in which they came. */
  seen: Asked[];
  /** Every text that was sent, in order. */
  texts(): string[];
  /** Most requests that were open at once since it was told how to behave. */
  mostOpen(): number;
  close(): Promise<void>;
};

/** Words of one meaning; a text's vector counts them, so that "car" and "automobile" are near each other. */
const meanings = [
  ['car', 'automobile', 'vehicle', 'engine'],
  ['apple', 'fruit', 'pear', 'orchard'],
  ['doctor', 'physician', 'medicine', 'clinic'],
  ['boat', 'ship', 'harbour', 'sail'],
];

export const usualDimensions = 8;

/** A vector by meaning, and a little by spelling, so that no two texts are quite the same. */
export const vectorOf = (text: string, dimensions = usualDimensions): number[] => {
  const vector = Array.from({ length: dimensions }, () => 0);
  for (const [word] of text.toLowerCase().matchAll(/\p{L}+/gu)) {
    const meaning = meanings.findIndex((words) => words.includes(word));
    if (meaning !== -1) vector[meaning]! += 1;
    else vector[meanings.length + ([...word].length % (dimensions - meanings.length))]! += 0.1;
  }
  if (!vector.some((number) => number > 0)) vector[0] = 1;
  return vector;
};

export const send = (answer: ServerResponse, status: number, type: string, body: string): void => {
  answer.writeHead(status, { 'content-type': type }).end(body);
};

/** Answers as OpenAI does, in the form that was asked for. */
export const embed: Behaviour = (asked, answer) => {
  const data = asked.input.map((text, index) => {
    const vector = vectorOf(text, asked.dimensions);
    const base64 = Buffer.from(Float32Array.from(vector).buffer).toString('base64');
    return { object: 'embedding', index, embedding: asked.encoding_format === 'base64' ? base64 : vector };
  });
  send(
    answer,
    200,
    'application/json',
    JSON.stringify({ object: 'list', data, usage: { prompt_tokens: 3 } }),
  );
};

/** An error as endpoints word it, with a value in it that must not get out. */
export const refuse =
  (status: number, headers: Record<string, string> = {}): Behaviour =>
  ({ input }, answer) => {
    answer.writeHead(status, { 'content-type': 'application/json', ...headers });
    answer.end(JSON.stringify({ error: { message: `cannot embed: ${input[0]}`, code: 'error' } }));
  };

export const hang: Behaviour = () => {};

/** An endpoint that does as it is told. */
export const startEmbeddingServer = async (): Promise<EmbeddingServer> => {
  let behaviour = embed;
  let open = 0;
  let most = 0;
  const seen: Asked[] = [];
  const server = createServer(async (request, answer) => {
    open += 1;
    most = Math.max(most, open);
    answer.on('close', () => {
      open -= 1;
    });
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const asked = { ...JSON.parse(Buffer.concat(parts).toString()), headers: request.headers } as Asked;
    seen.push(asked);
    behaviour(asked, answer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    behave: (next) => {
      behaviour = next;
      most = open;
    },
    seen,
    texts: () => seen.flatMap(({ input }) => input),
    mostOpen: () => most,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
