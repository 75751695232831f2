import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export type AskedMessage = { role: string; content: string };

/** An OpenAI-compatible model at `url` and a judge at `judgeUrl`, which say what a test tells them. */
export type ScriptedModel = {
  url: string;
  judgeUrl: string;
  /** What the model answers; `call` counts from 1 since `asked` was last emptied. */
  answer: (messages: AskedMessage[], call: number) => string;
  /** The messages of each call to the model, in order. */
  asked: AskedMessage[][];
  /** How many calls the judge has had. */
  judged: number;
  close(): Promise<void>;
};

/** Starts both on one port. The judge finds every claim well supported, at 100 tokens a call. */
export const startScriptedModel = async (): Promise<ScriptedModel> => {
  const server = createServer((request, response) => {
    void reply(request).then((content) => {
      const choice = { index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' };
      const usage = { prompt_tokens: 90, completion_tokens: 10, total_tokens: 100 };
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          id: 'c',
          object: 'chat.completion',
          created: 0,
          model: 'scripted',
          choices: [choice],
          usage,
        }),
      );
    });
  });
  const reply = async (request: IncomingMessage): Promise<string> => {
    const body = await text(request);
    if (request.method !== 'POST') return '';
    const { messages } = JSON.parse(body) as { messages: AskedMessage[] };
    if (request.url?.startsWith('/judge')) return judge(messages);
    model.asked.push(messages);
    return model.answer(messages, model.asked.length);
  };
  const judge = (messages: AskedMessage[]): string => {
    model.judged += 1;
    const [, statements = ''] = messages.at(-1)?.content.split('Statements:\n') ?? [];
    const numbers = [...statements.matchAll(/^(\d+)\. /gm)].map(([, n]) => Number(n));
    return JSON.stringify({ claims: numbers.map((n) => ({ n, support: 0.9 })) });
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const model: ScriptedModel = {
    url: `${origin}/v1`,
    judgeUrl: `${origin}/judge/v1`,
    answer: () => '',
    asked: [],
    judged: 0,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return model;
};

/** The sources that a prompt quotes, by their numbers. */
export const sourcesOf = (messages: AskedMessage[]): Map<number, string> =>
  new Map(
    [...(messages[0]?.content ?? '').matchAll(/<source n="(\d+)"[^>]*>\n([\s\S]*?)\n<\/source>/g)].map(
      ([, n, quoted = '']) => [Number(n), quoted],
    ),
  );
