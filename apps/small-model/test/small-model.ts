import { startService } from '@rollcall/service';
import { behaviour } from '../src/behaviour.ts';
import { type RoutesOptions, routes } from '../src/routes.ts';

/** The small model on a free loopback port. */
export const startSmallModel = (options: Partial<RoutesOptions> = {}) =>
  startService({
    name: 'small-model',
    settings: { HOST: '127.0.0.1', PORT: 0, DRAIN_DEADLINE_MS: 100 },
    log: { debug() {}, info() {}, warn() {}, error() {} },
    router: routes({
      modelIds: ['small-extractive'],
      behaviour: behaviour.parse({}),
      keepBodies: 0,
      ...options,
    }),
  });

export const sources = [
  {
    title: 'Air pump',
    text: 'Otto von Guericke built an air pump in Magdeburg. He showed it to the emperor.',
  },
  {
    title: 'Gas laws',
    text: 'The relation of pressure and volume was published by Robert Boyle in 1662. It holds at a constant temperature.',
  },
];

const block = ({ title, text }: { title: string; text: string }, at: number): string =>
  `<source n="${at + 1}" title="${title}">\n${text}\n</source>`;

/** A chat request with numbered sources, as the grounder writes them. */
export const ask = (question: string, more: object = {}, from = sources) => ({
  model: 'small-extractive',
  messages: [
    { role: 'system', content: `Answer from the sources.\n\n${from.map(block).join('\n\n')}` },
    { role: 'user', content: question },
  ],
  ...more,
});

export const post = (url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(5000),
  });

export const putFaults = (url: string, settings: object): Promise<Response> =>
  fetch(`${url}/admin/faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(settings),
  });

export type CompletionBody = {
  choices: { message: { content: string }; finish_reason: string }[];
  usage: { prompt_tokens: number; completion_tokens: number; total_tokens: number };
};
export type RequestsBody = { count: number; recording: boolean; bodies: ReturnType<typeof ask>[] };

/** The body of an answer, as the test expects it to be. */
export const bodyOf = async <T>(response: Response): Promise<T> => (await response.json()) as T;
