import { readTelemetryConfig, startTelemetry, stopTelemetry } from '@rollcall/telemetry';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { generate } from '../src/generate.ts';
import { type FaultServer, ok, refuse, startFaultServer } from './fault-server.ts';
import { depsAt, failureOf, question } from './proxy.ts';

type Processor = NonNullable<Parameters<typeof startTelemetry>[1]>[number];
type Ended = Parameters<Processor['onEnd']>[0];

const ended: Ended[] = [];
const collecting: Processor = {
  onStart: () => {},
  onEnd: (span) => void ended.push(span),
  forceFlush: async () => {},
  shutdown: async () => {},
};

let server: FaultServer;
beforeAll(async () => {
  startTelemetry(readTelemetryConfig({}), [collecting]);
  server = await startFaultServer();
});
afterEach(() => {
  ended.length = 0;
});
afterAll(async () => {
  await server.close();
  await stopTelemetry();
});

const chatSpan = () => ended.find((span) => span.name.startsWith('chat '));

test('a call has a client span by the GenAI conventions', async () => {
  server.behave(ok);
  await generate(question({ params: { temperature: 0 } }), depsAt(server.url));
  const { port } = new URL(server.url);
  expect(chatSpan()?.name).toBe('chat tiny-1');
  const { 'gen_ai.response.time_to_first_chunk': first, ...rest } = chatSpan()?.attributes ?? {};
  expect(rest).toEqual({
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'tiny-1',
    'gen_ai.request.max_tokens': 64,
    'gen_ai.request.stream': true,
    'gen_ai.request.temperature': 0,
    'gen_ai.response.model': 'tiny-1',
    'gen_ai.response.finish_reasons': ['stop'],
    'gen_ai.usage.input_tokens': 30,
    'gen_ai.usage.output_tokens': 4,
    'server.address': '127.0.0.1',
    'server.port': Number(port),
  });
  expect(first).toBeLessThan(5);
});

test('a failed call’s span has the catalogue’s code and none of the words', async () => {
  server.behave(refuse(500));
  await failureOf(depsAt(server.url));
  expect(chatSpan()?.attributes['error.type']).toBe('model.server_error');
  expect(chatSpan()?.status.code).toBe(2);
});

test('neither prompt nor answer stands on any span', async () => {
  server.behave(ok);
  await generate(question(), depsAt(server.url));
  const told = JSON.stringify(ended.map(({ name, attributes, events }) => ({ name, attributes, events })));
  expect(told).toContain('chat tiny-1');
  expect(told).not.toMatch(/gas law|Boyle/);
});
