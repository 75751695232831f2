import { randomUUID } from 'node:crypto';
import { Failure } from '@rollcall/failures';
import { describe, expect, it } from 'vitest';
import {
  backoffMs,
  type Earlier,
  first,
  hops,
  jobId,
  keptAnswer,
  keyOf,
  keysAt,
  onward,
  parseJobId,
  payloads,
  payloadVersion,
  route,
  stepOf,
} from '../src/index.ts';

describe('the route', () => {
  it('is the way of a document, in order', () => {
    expect(hops).toEqual(['retrieve', 'redact', 'ground', 'generate', 'verify', 'settle']);
  });

  it('gives each hop a queue of its own', () => {
    expect(new Set(route.map((step) => step.queue)).size).toBe(route.length);
  });

  it('backs off exponentially, capped, half of it random', () => {
    const { retry } = stepOf('retrieve');
    expect(backoffMs(retry, 1, () => 0)).toBe(retry.backoffMs / 2);
    expect(backoffMs(retry, 3, () => 1)).toBe(retry.backoffMs * 4);
    expect(backoffMs(retry, 40, () => 1)).toBe(retry.maxBackoffMs);
  });
});

describe('a job id', () => {
  it('tells hop, row and epoch', () => {
    const key = { hop: 'generate' as const, rowId: randomUUID(), epoch: 12 };
    expect(parseJobId(jobId(key))).toEqual(key);
    expect(jobId(key)).not.toContain(':');
  });

  it.each(['repeat:retrieve', '17', `teleport-${randomUUID()}-1`, `retrieve-${randomUUID()}-0`])(
    'is not %s',
    (id) => expect(parseJobId(id)).toBeUndefined(),
  );
});

describe('a further round', () => {
  const row = { rowId: randomUUID(), epoch: 3 };
  const ids = (keys: { hop: string }[]) => keys.map((key) => jobId(key as Parameters<typeof jobId>[0]));

  it('has jobs of its own at the hops that are passed again, and no other', () => {
    const again = { ...row, round: 2 };
    expect(jobId(keyOf('generate', again))).toBe(`generate-${row.rowId}-3-r2`);
    expect(parseJobId(`verify-${row.rowId}-3-r2`)).toEqual({ hop: 'verify', ...again });
    expect(jobId(keyOf('settle', again))).toBe(`settle-${row.rowId}-3`);
    expect(ids(keysAt('generate', row))).toEqual([`generate-${row.rowId}-3`, `generate-${row.rowId}-3-r2`]);
    expect(ids(keysAt('ground', row))).toEqual([`ground-${row.rowId}-3`]);
  });

  it('begins behind the first one’s verdict, and ends with its own', () => {
    const at = (name: string) => `${name.replace(' ', `-${row.rowId}-3`)}`;
    expect(ids(onward('ground', row))).toEqual([at('generate '), at('settle ')]);
    expect(ids(onward('generate', row))).toEqual([at('verify '), at('settle ')]);
    expect(ids(onward('verify', row))).toEqual([at('settle '), at('generate -r2')]);
    expect(ids(onward('generate', { ...row, round: 2 }))).toEqual([at('verify -r2'), at('settle ')]);
    expect(ids(onward('verify', { ...row, round: 2 }))).toEqual([at('settle ')]);
  });

  it('is left to newer stages by those that do not know of it, and nothing else is', () => {
    expect(first(row).v).toBe(1);
    expect(payloadVersion).toBe(2);
  });

  it('that fails leaves the answer that was there', () => {
    const earlier: Earlier = {
      generated: { text: 'a', finishReason: 'stop', model: 'm' },
      verdict: { supported: false, score: 0, claims: [], verifier: 'v', degraded: false },
      outcome: { status: 'answered', answer: 'a' },
    };
    expect(keptAnswer({ earlier }, new Failure('model.timeout'))).toEqual({
      ...earlier,
      verdict: {
        ...earlier.verdict,
        action: { policy: 'retry', did: 'retry_failed', code: 'model.timeout' },
      },
    });
    expect(keptAnswer({}, new Failure('model.timeout'))).toBeUndefined();
  });
});

describe('a payload', () => {
  const recorded = {
    v: 1,
    rowId: '4f0c7a52-6c1b-4c39-9a3e-0c7f8d1b2a3c',
    epoch: 1,
    enqueuedAt: 1_790_000_000_000,
    timings: { retrieve: { queueMs: 3, workMs: 5.5, attempts: 1 } },
    modelCalls: 0,
    retrieved: [{ passageId: 'p1', score: 4.2 }],
  };

  it('of the first version is still read', () => {
    expect(payloads.redact.parse(recorded)).toEqual(recorded);
  });

  it('keeps a field that this version does not know', () => {
    expect(payloads.redact.parse({ ...recorded, added: 'later' })).toMatchObject({ added: 'later' });
  });

  it('without the part that the hop needs is refused', () => {
    const { retrieved: _left, ...bare } = recorded;
    expect(payloads.redact.safeParse(bare).success).toBe(false);
    expect(payloads.retrieve.safeParse(bare).success).toBe(true);
  });

  it('ends failed with a code, also with one that only a newer stage knows', () => {
    const failed = (code: string) => ({
      ...first({ rowId: randomUUID(), epoch: 1 }),
      outcome: { status: 'failed', hop: 'ground', failure: { code, message: '' } },
    });
    expect(payloads.settle.safeParse(failed('model.timeout')).success).toBe(true);
    expect(payloads.settle.safeParse(failed('model.of_next_year')).success).toBe(true);
    expect(payloads.settle.safeParse(failed('anna@example.com')).success).toBe(false);
  });
});
