import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readAll } from 'node:stream/consumers';

/** What somebody else's service was asked. */
export type Asked = {
  path: string | undefined;
  authorization: string | undefined;
  body: Record<string, unknown>;
};

export type Reply = { status: number; body: string };

/** A service on a port of its own that notes what it is asked, and says what `respond` says then. */
export const startAskedServer = async (
  asked: Asked[],
  respond: (body: Asked['body']) => Reply,
): Promise<{ url: string; close(): Promise<void> }> => {
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await readAll(request));
    asked.push({ path: request.url, authorization: request.headers.authorization, body });
    const reply = respond(body);
    response.writeHead(reply.status, { 'content-type': 'application/json' }).end(reply.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
};
