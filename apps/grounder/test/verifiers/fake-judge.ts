import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type AskedBody = {
  model: string;
  messages: { role: string; content: string }[];
  temperature?: number;
};
type Answering = (
  request: { body: AskedBody; headers: IncomingMessage['headers'] },
  response: ServerResponse,
) => void;

/** An OpenAI-compatible endpoint that answers as it is told. */
export const startFakeJudge = async () => {
  const asked: { body: AskedBody; headers: IncomingMessage['headers'] }[] = [];
  let answering: Answering = () => {};
  const server: Server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const heard = { body: JSON.parse(Buffer.concat(parts).toString('utf8')), headers: request.headers };
    asked.push(heard);
    answering(heard, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    answer: (how: Answering) => {
      answering = how;
      asked.length = 0;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** Numbers of the statements in a prompt. */
export const statementsIn = ({ messages }: AskedBody): number[] =>
  [
    ...messages
      .at(-1)!
      .content.split('Statements:\n')[1]!
      .matchAll(/^(\d+)\. /gm),
  ].map((found) => Number(found[1]));

/** A completion that says this text. */
export const says =
  (content: string | null, more: object = {}): Answering =>
  (_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 300, completion_tokens: 20, total_tokens: 320 },
        ...more,
      }),
    );
  };

/** A judgement of every statement, each with this support. */
export const supports =
  (support: number): Answering =>
  (request, response) =>
    says(JSON.stringify({ claims: statementsIn(request.body).map((n) => ({ n, support })) }))(
      request,
      response,
    );

export const status =
  (code: number, headers: Record<string, string> = {}): Answering =>
  (_request, response) => {
    response.writeHead(code, headers);
    response.end('{"error":{"message":"the prompt was: secret-text"}}');
  };
