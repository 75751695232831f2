import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the fake behaves: as Presidio, or as one that is broken in one of the ways in which such servers are. */
export type PresidioMood =
  | 'right'
  | 'finds nothing'
  | 'scores NaN'
  | 'counts past the end'
  | 'answers another shape'
  | 'answers a page'
  | 'answers without end'
  | 'refuses'
  | 'fails'
  | 'hangs'
  | 'hangs up';

/** What it was asked at `/analyze`. */
export type AskedOfPresidio = { text: string; entities?: string[]; language: string; authorization?: string };

export type FakePresidio = {
  url: string;
  mood: PresidioMood;
  /** Value -> type: what it finds. */
  values: Record<string, string>;
  recognizers: string[];
  types: string[];
  readonly asked: AskedOfPresidio[];
  /** Most requests to `/analyze` that it had at once. */
  readonly mostAtOnce: number;
  /** Ends it; connections are cut. */
  close(): Promise<void>;
  /** The same address again. */
  open(): Promise<void>;
};

/**
 * An analyzer with Presidio's HTTP API that finds the values it is told, wherever they stand. Not an analyzer: it
 * answers as Presidio's service does (offsets in code points, `recognition_metadata`, `null` explanations), and wrongly on
 * demand.
 */
export const startFakePresidio = async (values: Record<string, string>): Promise<FakePresidio> => {
  let server: Server | undefined;
  let port = 0;
  let atOnce = 0;
  let mostAtOnce = 0;

  const fake: FakePresidio = {
    url: '',
    mood: 'right',
    values,
    recognizers: ['SpacyRecognizer', 'EmailRecognizer'],
    types: ['PERSON', 'LOCATION', 'ORGANIZATION', 'EMAIL_ADDRESS', 'SHOE_SIZE'],
    asked: [],
    get mostAtOnce() {
      return mostAtOnce;
    },
    open: async () => {
      const next = createServer((request, response) => {
        void answer(request, response);
      });
      await new Promise<void>((resolve, reject) => {
        next.once('error', reject);
        next.listen(port, '127.0.0.1', () => resolve());
      });
      server = next;
      port = (next.address() as AddressInfo).port;
      fake.url = `http://127.0.0.1:${port}`;
    },
    close: async () => {
      const closing = server;
      if (closing === undefined) return;
      server = undefined;
      await new Promise<void>((resolve) => {
        closing.close(() => resolve());
        closing.closeAllConnections();
      });
    },
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? '').split('?')[0];
    const listed = { '/recognizers': fake.recognizers, '/supportedentities': fake.types }[path ?? ''];
    if (listed) send(response, listed);
    else if (path === '/analyze') await analyze(request, response);
    else send(response, { error: 'not found' }, 404);
  };

  const analyze = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const asked = JSON.parse(Buffer.concat(chunks).toString('utf8')) as AskedOfPresidio;
    const { authorization } = request.headers;
    fake.asked.push({ ...asked, ...(authorization === undefined ? {} : { authorization }) });
    atOnce += 1;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    // Others are let in, so that calls at once are seen at once.
    await new Promise((resolve) => setTimeout(resolve, 5));
    atOnce -= 1;
    behave(fake, asked, response);
  };

  await fake.open();
  return fake;
};

const behave = (fake: FakePresidio, asked: AskedOfPresidio, response: ServerResponse): void =>
  behaviours[fake.mood](response, { asked, found: findingsIn(asked, fake.values) });

type Behaviour = (response: ServerResponse, call: { asked: AskedOfPresidio; found: object[] }) => void;

const behaviours: Record<PresidioMood, Behaviour> = {
  right: (response, { found }) => send(response, found),
  'finds nothing': (response) => send(response, []),
  'scores NaN': (response) =>
    sendText(response, '[{"entity_type": "PERSON", "start": 0, "end": 1, "score": NaN}]'),
  'counts past the end': (response, { asked }) =>
    send(response, [{ entity_type: 'PERSON', start: 0, end: Array.from(asked.text).length + 1, score: 0.9 }]),
  'answers another shape': (response, { found }) => send(response, { findings: found }),
  'answers a page': (response) => sendText(response, '<html>Welcome</html>'),
  'answers without end': (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    flood(response);
  },
  refuses: (response) => send(response, { error: 'no' }, 422),
  fails: (response) => send(response, { error: 'an internal error' }, 500),
  hangs: () => {},
  'hangs up': (response) => {
    response.socket?.destroy();
  },
};

const findingsIn = ({ text, entities }: AskedOfPresidio, values: Record<string, string>): object[] =>
  Object.entries(values)
    .filter(([, type]) => entities === undefined || entities.includes(type))
    .flatMap(([value, type]) =>
      placesOf(value, text).map((index) => {
        const start = Array.from(text.slice(0, index)).length;
        return {
          entity_type: type,
          start,
          end: start + Array.from(value).length,
          score: 0.85,
          analysis_explanation: null,
          recognition_metadata: {
            recognizer_name: 'SpacyRecognizer',
            recognizer_identifier: 'SpacyRecognizer_1',
          },
        };
      }),
    );

/** Where a value stands in a text, in UTF-16 units. */
const placesOf = (value: string, text: string): number[] => {
  const places: number[] = [];
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) places.push(at);
  return places;
};

/** Writes until nobody reads any more. */
const flood = (response: ServerResponse): void => {
  if (response.destroyed) return;
  response.write('[0,'.repeat(10_000), () => setImmediate(flood, response));
};

const send = (response: ServerResponse, body: unknown, status = 200): void =>
  sendText(response, JSON.stringify(body), status);

const sendText = (response: ServerResponse, body: string, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body);
};
