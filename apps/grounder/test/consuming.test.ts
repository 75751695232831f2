import { randomUUID } from 'node:crypto';
import { type Hop, type Payload, payloads } from '@rollcall/pipeline';
import { openQueue, type Queue } from '@rollcall/queue';
import { type RunningService, startService } from '@rollcall/service';
import type { Log } from '@rollcall/telemetry';
import { createTestDatabase, type TestDatabase, testBackends, until } from '@rollcall/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { routes } from '../src/routes.ts';
import { stages } from '../src/stage.ts';

const quiet: Log = { debug() {}, info() {}, warn() {}, error() {} };

describe.each(testBackends())('the grounder with its queue on $name', (backend) => {
  let database: TestDatabase;
  let service: RunningService;
  let queue: Queue;
  const seen = new Map<Hop, unknown>();
  const stops: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    const at = backend.queue(database.url);
    const config = readConfig({ PORT: '0', QUEUE_URL: at.url, QUEUE_PREFIX: at.prefix });
    const owned = stages({
      promptTokens: config.PROMPT_TOKENS,
      threshold: config.GROUNDING_THRESHOLD,
      noteInjection: () => {},
      verifiers: { list: [] },
      noteVerdict: () => {},
    });
    service = await startService({
      name: 'grounder',
      settings: config,
      log: quiet,
      queue: openQueue({ ...at, service: 'grounder', consumers: owned.length, log: quiet }),
      stages: owned,
      router: routes({
        serviceToken: undefined,
        threshold: config.GROUNDING_THRESHOLD,
        verifiers: { list: [] },
      }),
    });
    queue = openQueue({ ...at, service: 'test', consumers: 2, log: quiet });
    for (const hop of ['generate', 'settle'] as const) {
      const consumer = await queue.consume(
        hop,
        async (job) => {
          seen.set(hop, job.payload);
          return { kind: 'done' };
        },
        { concurrency: 1 },
      );
      stops.push(() => consumer.drain(1000));
    }
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
    await queue.close();
    await service.stop();
    await database.drop();
  });

  it('takes a document to the model, and its answer to settle', async () => {
    const key = { rowId: randomUUID(), epoch: 1 };
    const job: Payload<'ground'> = {
      v: 1,
      ...key,
      enqueuedAt: Date.now(),
      timings: {},
      modelCalls: 0,
      masked: {
        question: 'How much is the deposit?',
        messages: [{ role: 'user', content: 'How much is the deposit?' }],
        passages: [{ id: 'p1', text: 'The deposit is 400 euros.', score: 1 }],
        redactions: {},
      },
      params: {},
      treatment: { grounding: 'annotate', abstain: false },
    };
    await queue.add({ hop: 'ground', ...key }, job);
    await until('the model has its prompt', () => seen.has('generate'), 20_000);
    const asked = payloads.generate.parse(seen.get('generate'));
    expect(asked.prompt.sources).toEqual(['p1']);

    const generated = { text: 'It is 400 euros [1].', finishReason: 'stop', model: 'test' };
    await queue.add({ hop: 'verify', ...key }, { ...asked, generated });
    await until('the answer is settled', () => seen.has('settle'), 20_000);
    expect(payloads.settle.parse(seen.get('settle'))).toMatchObject({
      outcome: { status: 'answered', answer: generated.text },
      verdict: { supported: true, claims: [{ citations: [{ passageId: 'p1', start: 0, end: 25 }] }] },
      timings: { ground: { attempts: 1 }, verify: { attempts: 1 } },
    });
  });

  it('takes an answer that is not borne out back to the model once, under ids of its own', async () => {
    const key = { rowId: randomUUID(), epoch: 1 };
    const text = 'The deposit is 900 euros [1].';
    const job: Payload<'verify'> = {
      v: 1,
      ...key,
      enqueuedAt: Date.now(),
      timings: {},
      modelCalls: 1,
      masked: {
        question: 'How much is the deposit?',
        messages: [{ role: 'user', content: 'How much is the deposit?' }],
        passages: [{ id: 'p1', text: 'The deposit is 400 euros.', score: 1 }],
        redactions: {},
      },
      params: {},
      treatment: { grounding: 'annotate', unsupported: 'retry', abstain: false },
      prompt: { messages: [{ role: 'user', content: 'How much is the deposit?' }], sources: ['p1'] },
      evidence: { sufficient: true, score: 1, best: ['p1'], missing: [] },
      generated: { text, finishReason: 'stop', model: 'test' },
    };
    // Both of them are there already, as they are once the first round has passed.
    await queue.add({ hop: 'generate', ...key }, job);
    await until(
      'the first round is over',
      async () => !(await queue.standing([key])).get(key.rowId)?.live,
      20_000,
    );
    seen.clear();
    await queue.add({ hop: 'verify', ...key }, job);
    await until('the model is asked again', () => seen.has('generate'), 20_000);
    const again = payloads.generate.parse(seen.get('generate'));
    expect(again).toMatchObject({ v: 2, round: 2, earlier: { generated: { text } } });
    expect(seen.has('settle')).toBe(false);

    const generated = { ...job.generated, text: 'The deposit is 400 euros [1].' };
    await queue.add({ hop: 'verify', ...key, round: 2 }, { ...again, generated });
    await until('the second answer is settled', () => seen.has('settle'), 20_000);
    expect(payloads.settle.parse(seen.get('settle'))).toMatchObject({
      outcome: { status: 'answered', answer: generated.text },
      verdict: { supported: true, action: { policy: 'retry', did: 'retried' } },
      timings: { verify: { attempts: 1 }, 'verify-2': { attempts: 1 } },
    });
  });
});
