import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type RedactorServer = {
  url: string;
  /** What it answers from now on instead; as usual where undefined. */
  answer(status: number | undefined, body?: unknown): void;
  /** `authorization` of each request. */
  tokens: (string | undefined)[];
  close(): Promise<void>;
};

/** Finds these names, as the redactor's analyzer does. */
const names = ['Anna Kovacs', 'Kovacs'];

/** A stand-in for the redactor: its two routes, with UTF-16 offsets. */
export const startRedactorServer = async (): Promise<RedactorServer> => {
  let told: { status: number; body: unknown } | undefined;
  const tokens: (string | undefined)[] = [];
  const server = createServer(async (request, answer) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    tokens.push(request.headers.authorization);
    const asked = parts.length === 0 ? undefined : JSON.parse(Buffer.concat(parts).toString());
    const usual = asked === undefined ? ['PERSON', 'EMAIL_ADDRESS', 'DATE_TIME'] : asked.text.map(find);
    const { status, body } = told ?? { status: 200, body: usual };
    answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer: (status, body) => {
      told = status === undefined ? undefined : { status, body };
    },
    tokens,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

/** A name is known wherever it stands in a text that introduces it. */
const find = (text: string) =>
  text.includes('Anna Kovacs')
    ? names.flatMap((name) =>
        [...text.matchAll(new RegExp(name, 'g'))].map(({ index }) => ({
          entity_type: 'PERSON',
          start: index,
          end: index + name.length,
          score: 0.9,
        })),
      )
    : [];
