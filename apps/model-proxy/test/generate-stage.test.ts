import { type Payload, payloads } from '@rollcall/pipeline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generateHop, stages } from '../src/stage.ts';
import { type FaultServer, ok, refuse, startFaultServer } from './fault-server.ts';
import { depsAt } from './proxy.ts';

let server: FaultServer;
beforeAll(async () => {
  server = await startFaultServer();
});
afterAll(() => server.close());

const job: Payload<'generate'> = {
  v: 1,
  rowId: '3f0e6c1e-7a0f-4a51-9a4b-2f9b4c8a1d11',
  epoch: 1,
  enqueuedAt: Date.now(),
  timings: {},
  modelCalls: 0,
  masked: { question: 'Who is <PERSON_1>?', messages: [], passages: [], redactions: {} },
  params: { model: 'tiny-2' },
  treatment: { grounding: 'annotate', abstain: true },
  prompt: { messages: [{ role: 'user', content: 'Who is <PERSON_1>?' }], sources: ['p1'] },
  evidence: { sufficient: true, score: 0.9, best: ['p1'], missing: [] },
};

const contextThatCounts = () => {
  const counted = { calls: 0 };
  return {
    counted,
    context: {
      signal: new AbortController().signal,
      countModelCall: () => {
        counted.calls += 1;
      },
    },
  };
};

test('the answer goes on to verify, in the shape that it demands, and one call is counted', async () => {
  server.behave(ok);
  const { counted, context } = contextThatCounts();
  const result = await generateHop(job, depsAt(server.url), context);
  expect(result).toMatchObject({ to: 'verify', add: { generated: { text: 'Robert Boyle [2]' } } });
  expect(payloads.verify.safeParse({ ...job, ...('add' in result ? result.add : {}) }).success).toBe(true);
  expect(counted.calls).toBe(1);
  expect(server.seen.at(-1)).toMatchObject({ model: 'tiny-2', messages: job.prompt.messages });
});

test('a failed call counts too', async () => {
  server.behave(refuse(500));
  const { counted, context } = contextThatCounts();
  await expect(generateHop(job, depsAt(server.url), context)).rejects.toMatchObject({
    code: 'model.server_error',
  });
  expect(counted.calls).toBe(1);
});

test('the hop is costly: the shell looks for its next job before it pays; a call may take its whole time', () => {
  expect(stages(depsAt(server.url), 60_000)).toMatchObject([
    { hop: 'generate', costly: true, longestMs: 70_000 },
  ]);
});
