import { randomUUID } from 'node:crypto';
import { Failure } from '@rollcall/failures';
import { first, type JobKey, jobId, payloads, toHop } from '@rollcall/pipeline';
import type { Job, Queue } from '@rollcall/queue';
import { createLog } from '@rollcall/telemetry';
import { describe, expect, it } from 'vitest';
import { createMetrics } from '../src/metrics.ts';
import { shell } from '../src/shell.ts';
import { type Stage, stage } from '../src/stage.ts';

/** A queue that only remembers what was added to it. */
const rememberingQueue = (known: string[] = []) => {
  const added: { key: JobKey; payload: Record<string, unknown> }[] = [];
  const queue = {
    add: async (key: JobKey, payload: object) => {
      added.push({ key, payload: payload as Record<string, unknown> });
    },
    has: async (...keys: JobKey[]) => keys.some((key) => known.includes(jobId(key))),
  } as unknown as Queue;
  return { queue, added };
};

const jobFor = (payload: unknown, attempt = 1): Job => ({ id: 'x', payload, attempt, attempts: 3 });
const retrieveStage = (run: () => Promise<never>): Stage => stage({ hop: 'retrieve', run });

const generateJob = (rowId: string) => ({
  ...first({ rowId, epoch: 3 }),
  masked: { question: 'q', messages: [], passages: [], redactions: {} },
  params: {},
  treatment: { grounding: 'annotate', abstain: false },
  prompt: { messages: [], sources: [] },
  evidence: { sufficient: true, score: 1, best: [], missing: [] },
});

const handle = (
  given: Stage,
  job: Job,
  options: { known?: string[]; signal?: AbortSignal; add?: Queue['add'] } = {},
) => {
  const { queue, added } = rememberingQueue(options.known);
  if (options.add) queue.add = options.add;
  const parts = { queue, metrics: createMetrics('test'), log: createLog('test') };
  return shell(given, parts)(job, options.signal ?? new AbortController().signal).then((handled) => ({
    handled,
    added,
  }));
};

describe('the shell around a stage', () => {
  const rowId = randomUUID();
  const start = first({ rowId, epoch: 3 });

  it('adds the next job under its own id, with what this hop took', async () => {
    const { handled, added } = await handle(
      stage({ hop: 'retrieve', run: async () => toHop('redact', { retrieved: [] }) }),
      jobFor({ ...start, since: 'a field of a newer stage' }),
    );
    expect(handled).toEqual({ kind: 'done' });
    expect(added[0]?.key).toEqual({ hop: 'redact', rowId, epoch: 3 });
    expect(added[0]?.payload).toMatchObject({
      retrieved: [],
      since: 'a field of a newer stage',
      timings: { retrieve: { attempts: 1 } },
    });
  });

  it('retries what may succeed later, and notes what the try has cost', async () => {
    const failing = stage({
      hop: 'retrieve',
      run: async (_job, { countModelCall }) => {
        countModelCall();
        throw new Failure('postgres.unavailable');
      },
    });
    const { handled, added } = await handle(failing, jobFor(start));
    expect(handled).toMatchObject({
      kind: 'retry',
      code: 'postgres.unavailable',
      payload: { modelCalls: 1 },
    });
    expect(added).toEqual([]);
  });

  it('sends the document to settle with its failure when the attempts are spent', async () => {
    const failing = retrieveStage(async () => {
      throw new Failure('postgres.unavailable', { details: { errno: 'ECONNREFUSED' } });
    });
    const { handled, added } = await handle(failing, jobFor(start, 3));
    expect(handled).toEqual({ kind: 'done' });
    expect(added[0]?.key.hop).toBe('settle');
    expect(added[0]?.payload.outcome).toMatchObject({
      status: 'failed',
      hop: 'retrieve',
      failure: { code: 'postgres.unavailable', details: { errno: 'ECONNREFUSED' } },
    });
  });

  it('sends a permanent failure to settle at the first try, without the text of its cause', async () => {
    const failing = retrieveStage(async () => {
      throw new TypeError('cannot read anna@example.com');
    });
    const { added } = await handle(failing, jobFor(start));
    expect(added[0]?.payload.outcome).toMatchObject({ failure: { code: 'retrieve.failed' } });
    expect(JSON.stringify(added)).not.toContain('anna');
  });

  it('does not start a document whose deadline is over', async () => {
    const never = retrieveStage(async () => {
      throw new Error('was started');
    });
    const { added } = await handle(never, jobFor({ ...start, deadlineAt: Date.now() - 1 }));
    expect(added[0]?.payload.outcome).toMatchObject({
      failure: { code: 'deadline.exceeded', details: { hop: 'retrieve' } },
    });
  });

  it('leaves a payload of a newer version for a newer replica', async () => {
    const never = retrieveStage(async () => {
      throw new Error('was started');
    });
    const { handled } = await handle(never, jobFor({ ...start, v: 99 }));
    expect(handled).toMatchObject({ kind: 'later' });
  });

  it('gives garbage up, so that the sweep finds its row', async () => {
    const { handled } = await handle(
      retrieveStage(async () => {
        throw new Error('was started');
      }),
      jobFor({ v: 1, rowId: 'nothing' }),
    );
    expect(handled).toEqual({ kind: 'fail', code: 'job.invalid' });
  });

  it('hands the job back when the process drains', async () => {
    const stopping = new AbortController();
    stopping.abort('shutdown');
    const { handled, added } = await handle(
      retrieveStage(async () => {
        throw new Failure('service.draining');
      }),
      jobFor(start),
      { signal: stopping.signal },
    );
    expect(handled).toEqual({ kind: 'hand-back' });
    expect(added).toEqual([]);
  });

  it('does not pay twice: a costly stage is skipped when its next job exists already', async () => {
    let calls = 0;
    const generate = stage({
      hop: 'generate',
      costly: true,
      run: async () => {
        calls += 1;
        return { to: 'drop' };
      },
    });
    const { handled } = await handle(generate, jobFor(start, 2), { known: [`verify-${rowId}-3`] });
    expect(handled).toEqual({ kind: 'done' });
    expect(calls).toBe(0);
  });

  it.each([
    ['generate', 1, 'verify-ROW-3', true],
    ['generate', 2, 'verify-ROW-3', false],
    ['generate', 2, 'verify-ROW-3-r2', true],
    ['verify', 1, 'generate-ROW-3-r2', true],
    ['verify', 1, 'verify-ROW-3', false],
    ['verify', 2, 'generate-ROW-3-r2', false],
    ['verify', 2, 'settle-ROW-3', true],
  ] as const)(
    'at %s in round %i, where there is a job %s, skips costly work: %s',
    async (hop, round, known, skips) => {
      let calls = 0;
      const costly = stage({
        hop,
        costly: true,
        run: async () => {
          calls += 1;
          return { to: 'drop' };
        },
      });
      const generated = { text: 'a', finishReason: 'stop', model: 'm' };
      const job = jobFor({ ...generateJob(rowId), generated, round });
      await handle(costly, job, { known: [known.replace('ROW', rowId)] });
      expect(calls).toBe(skips ? 0 : 1);
    },
  );

  it('settles the answer that is there where asking once more fails, and times the rounds apart', async () => {
    const earlier = {
      generated: { text: 'the first', finishReason: 'stop', model: 'm' },
      verdict: { supported: false, score: 0.1, claims: [], verifier: 'v', degraded: false },
      outcome: { status: 'answered', answer: 'the first' },
    };
    const failing = stage({
      hop: 'generate',
      costly: true,
      run: async (_job, { countModelCall }) => {
        countModelCall();
        throw new Failure('model.rejected');
      },
    });
    const timings = { generate: { queueMs: 1, workMs: 700, attempts: 2 } };
    const job = { ...generateJob(rowId), v: 2, round: 2, modelCalls: 1, timings, earlier };
    const { added } = await handle(failing, jobFor(job));
    expect(added[0]?.key).toEqual({ hop: 'settle', rowId, epoch: 3 });
    expect(payloads.settle.parse(added[0]?.payload)).toMatchObject({
      outcome: earlier.outcome,
      generated: earlier.generated,
      verdict: { score: 0.1, action: { did: 'retry_failed', code: 'model.rejected' } },
      modelCalls: 2,
      timings: { generate: { workMs: 700, attempts: 2 }, 'generate-2': { attempts: 1 } },
    });
  });

  it('lets the queue wait when a model says 429, without spending an attempt', async () => {
    const limited = retrieveStage(async () => {
      throw new Failure('model.rate_limited', { details: { retryAfterMs: 1234 } });
    });
    const { handled } = await handle(limited, jobFor(start, 3));
    expect(handled).toMatchObject({ kind: 'pause', ms: 1234 });
  });

  it('waits for a dependency whose breaker is open, without spending an attempt', async () => {
    const refused = retrieveStage(async () => {
      throw new Failure('postgres.unavailable', { details: { breaker: 'open', retryInMs: 100 } });
    });
    const before = Date.now();
    const { handled, added } = await handle(refused, jobFor(start, 3));
    expect(handled).toMatchObject({ kind: 'later', payload: { rowId, timings: { retrieve: {} } } });
    const { delayMs, payload } = handled as { delayMs: number; payload: { heldSince: number } };
    expect(delayMs).toBeGreaterThanOrEqual(100);
    expect(delayMs).toBeLessThanOrEqual(200);
    expect(payload.heldSince).toBeGreaterThanOrEqual(before);
    expect(added).toEqual([]);
  });

  it('gives up with the cause’s code and the breaker when its patience is over', async () => {
    const details = { breaker: 'open', dependency: 'postgres', retryInMs: 100 };
    const refused = retrieveStage(async () => {
      throw new Failure('postgres.unavailable', { details });
    });
    const { added } = await handle(refused, jobFor({ ...start, heldSince: Date.now() - 60_000 }));
    expect(added[0]?.payload.outcome).toMatchObject({ failure: { code: 'postgres.unavailable', details } });
    expect(added[0]?.payload).not.toHaveProperty('heldSince');
  });

  it('ends a document that would have to wait past its deadline, and names what it waited for', async () => {
    const failing = retrieveStage(async () => {
      throw new Failure('postgres.too_many_connections');
    });
    const { added } = await handle(failing, jobFor({ ...start, deadlineAt: Date.now() + 50 }));
    expect(added[0]?.payload.outcome).toMatchObject({
      failure: {
        code: 'deadline.exceeded',
        details: { hop: 'retrieve', cause: 'postgres.too_many_connections' },
      },
    });
  });

  it('adds a paid result again while the queue is away, instead of paying twice', async () => {
    let adds = 0;
    let calls = 0;
    const generate = stage({
      hop: 'generate',
      costly: true,
      run: async () => {
        calls += 1;
        return toHop('verify', {});
      },
    });
    const { handled } = await handle(generate, jobFor(generateJob(rowId)), {
      add: async () => {
        adds += 1;
        if (adds < 3) throw new Failure('queue.unavailable', { details: { breaker: 'open', retryInMs: 20 } });
      },
    });
    expect(handled).toEqual({ kind: 'done' });
    expect([calls, adds]).toEqual([1, 3]);
  });

  it('gives the job up when even the failure cannot be passed on', async () => {
    const failing = retrieveStage(async () => {
      throw new Failure('retrieve.failed');
    });
    const { handled } = await handle(failing, jobFor(start), {
      add: async () => {
        throw new Failure('queue.unavailable');
      },
    });
    expect(handled).toEqual({ kind: 'fail', code: 'retrieve.failed' });
  });
});
