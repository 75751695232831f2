import { createLog, readTelemetryConfig, startTelemetry, stopTelemetry, withSpan } from '@rollcall/telemetry';
import { type FakePresidio, type PresidioMood, startFakePresidio } from '@rollcall/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Backends, createBackends } from '../src/backends/backends.ts';
import { readTypeMapping } from '../src/backends/foreign-types.ts';
import { openPresidio, type PresidioOptions } from '../src/backends/presidio/analyzer.ts';
import { createFindingCache } from '../src/finding-cache.ts';
import { type RedactorServer, startRedactor } from './redactor-server.ts';

/** A name that our own recognizers do not take for one. */
const name = 'quux blorf';
const text = `😀😀 it was ${name} who called, someone@example.org`;
const at = text.indexOf(name);

let presidio: FakePresidio;
let server: RedactorServer | undefined;

beforeEach(async () => {
  presidio = await startFakePresidio({ [name]: 'PERSON', 'who called': 'SHOE_SIZE' });
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
  await presidio.close();
});

const backendsOf = (options: Partial<PresidioOptions> & { documentMs?: number } = {}): Backends => {
  const { documentMs = 5000, ...wishes } = options;
  const presidioOptions = {
    url: presidio.url,
    language: 'en',
    threshold: 0,
    mapping: new Map(),
    concurrency: 3,
    timeoutMs: 2000,
    ...wishes,
  };
  return createBackends([openPresidio(presidioOptions)], { documentMs, log: createLog('test') });
};

const start = async (backends = backendsOf()): Promise<RedactorServer> => {
  server = await startRedactor(undefined, backends);
  return server;
};
const analyze = (wishes: object = {}, from = server!) =>
  from.post('/analyze', { text, language: 'en', offset_unit: 'utf16', ...wishes });
const signal = () => new AbortController().signal;

describe('an external Presidio', () => {
  it('adds what it finds to ours: offsets in our units, types that we know, in order of place', async () => {
    await start();
    const { status, body } = await analyze();
    expect(status).toBe(200);
    expect(body).toMatchObject([
      { entity_type: 'PERSON', start: at, end: at + name.length, score: 0.85 },
      { entity_type: 'EMAIL_ADDRESS', score: 1 },
    ]);
  });

  it('explains its findings by its own name, and is listed beside our recognizers', async () => {
    await start();
    expect((await analyze({ return_decision_process: true })).body).toMatchObject([
      {
        entity_type: 'PERSON',
        analysis_explanation: { recognizer: 'presidio:SpacyRecognizer', pattern_name: 'PERSON' },
      },
      { analysis_explanation: { recognizer: 'EmailRecognizer' } },
    ]);
    const listed = (await server!.get('/recognizers')).body as string[];
    expect(listed).toContain('NameTagger');
    expect(listed).toContain('presidio:SpacyRecognizer');
  });

  it('is held to the request’s threshold, allow list and types', async () => {
    await start();
    const persons = async (wishes: object) => (await analyze({ entities: ['PERSON'], ...wishes })).body;
    expect(await persons({})).toHaveLength(1);
    expect(await persons({ score_threshold: 0.9 })).toEqual([]);
    expect(await persons({ allow_list: [name] })).toEqual([]);
    presidio.asked.length = 0;
    await analyze({ entities: ['CREDIT_CARD'] });
    expect(presidio.asked).toEqual([]);
  });

  it('is found everywhere in the document once it found a name in one part', async () => {
    const backends = backendsOf();
    await start(backends);
    presidio.values = { 'Quuxina Blorfson': 'PERSON' };
    const { body } = await server!.post('/v1/preview', {
      texts: ['ask Quuxina Blorfson', 'it says that BLORFSON is away'],
    });
    expect(body).toMatchObject({
      texts: [{ text: 'ask <PERSON_1>' }, { text: 'it says that <PERSON_1> is away' }],
    });
  });

  it('is asked for mapped types only, with token, language and threshold', async () => {
    const mapping = readTypeMapping('SHOE_SIZE=CUSTOMER_ID, EMAIL_ADDRESS=')!;
    await start(backendsOf({ mapping, token: 'secret', language: 'fr', threshold: 0.3 }));
    expect((await analyze()).body).toMatchObject([
      { entity_type: 'PERSON' },
      { entity_type: 'CUSTOMER_ID' },
      { entity_type: 'EMAIL_ADDRESS' },
    ]);
    expect(presidio.asked).toMatchObject([
      {
        language: 'fr',
        score_threshold: 0.3,
        entities: ['LOCATION', 'ORGANIZATION', 'PERSON', 'SHOE_SIZE'],
        authorization: 'Bearer secret',
      },
    ]);
  });

  it('is asked no more texts at once than it may be, and never an empty one', async () => {
    await start();
    const texts = Array.from({ length: 20 }, (_, index) => `text ${index}`);
    const answer = await analyze({ text: [...texts, '', ' '] });
    expect(answer.body).toHaveLength(22);
    expect(presidio.asked.map((asked) => asked.text).sort()).toEqual(texts.sort());
    expect(presidio.mostAtOnce).toBe(3);
  });
});

describe('what it found', () => {
  it('is remembered by text, and not believed of another set of recognizers', async () => {
    const cache = createFindingCache(1000);
    const backends = backendsOf();
    const find = () => backends.find([text, 'another', text], { cache, signal: signal() });
    const [first, , again] = await find();
    expect(again).toEqual(first);
    expect(presidio.asked).toHaveLength(2);
    await find();
    expect(presidio.asked).toHaveLength(2);
    presidio.recognizers.push('TransformersRecognizer');
    await backendsOf().find([text, 'another'], { cache, signal: signal() });
    expect(presidio.asked).toHaveLength(4);
    await backendsOf({ threshold: 0.5 }).find([text], { cache, signal: signal() });
    expect(presidio.asked).toHaveLength(5);
  });

  it('is enough while it is away, where all of a document is known', async () => {
    const cache = createFindingCache(1000);
    const backends = backendsOf();
    await backends.find([text], { cache, signal: signal() });
    await presidio.close();
    expect(await backends.find([text], { cache, signal: signal() })).toMatchObject([[{ entity: 'PERSON' }]]);
    await expect(backends.find([text, 'new'], { cache, signal: signal() })).rejects.toMatchObject({
      code: 'redact.backend_unavailable',
    });
  });
});

describe('one that does not answer as it must', () => {
  it.each<[PresidioMood, string, object]>([
    ['scores NaN', 'redact.backend_bad_answer', { problem: 'no_json' }],
    ['counts past the end', 'redact.backend_bad_answer', { problem: 'offsets' }],
    ['answers another shape', 'redact.backend_bad_answer', { problem: 'shape' }],
    ['answers a page', 'redact.backend_bad_answer', { problem: 'no_json' }],
    ['answers without end', 'redact.backend_bad_answer', { problem: 'too_large' }],
    ['refuses', 'redact.backend_bad_answer', { problem: 'status', upstreamStatus: 422 }],
    ['fails', 'redact.backend_unavailable', { upstreamStatus: 500 }],
    ['hangs up', 'redact.backend_unavailable', {}],
    ['hangs', 'redact.backend_timeout', {}],
  ])(
    'and %s fails the request with a code, and the answer has nothing of the text',
    async (mood, code, details) => {
      presidio.mood = mood;
      await start(backendsOf({ timeoutMs: 300 }));
      const { status, body } = await analyze();
      expect(status).toBeGreaterThanOrEqual(500);
      expect(body).toMatchObject({ failure: { code, details: { backend: 'presidio', ...details } } });
      expect(JSON.stringify(body)).not.toContain('quux');
    },
  );

  it('and finds nothing is believed', async () => {
    presidio.mood = 'finds nothing';
    await start();
    expect((await analyze({ entities: ['PERSON'] })).body).toEqual([]);
  });

  it('and knows no type of ours is refused', async () => {
    presidio.types = ['SHOE_SIZE'];
    await start();
    expect((await analyze()).body).toMatchObject({
      failure: { code: 'redact.backend_bad_answer', details: { problem: 'no_known_type' } },
    });
  });

  it('ends a document at its own time, whatever single calls may take', async () => {
    presidio.mood = 'hangs';
    const backends = backendsOf({ timeoutMs: 60_000, documentMs: 200 });
    await expect(backends.find([text], { signal: signal() })).rejects.toMatchObject({
      code: 'redact.backend_timeout',
    });
    expect(backends.breakers[0]!.trips()).toBe(0);
  });
});

describe('one that is away', () => {
  it('is told by /readyz, costs its callers nothing after three outages, and is taken again when it is back', async () => {
    await start();
    const readiness = async () => (await server!.get('/readyz')).body;
    expect(await readiness()).toMatchObject({ ready: true, checks: { presidio: 'ok' } });
    await presidio.close();
    for (let tries = 0; tries < 3; tries += 1) await analyze();
    expect((await analyze()).body).toMatchObject({
      failure: { code: 'redact.backend_unavailable', details: { breaker: 'open', dependency: 'presidio' } },
    });
    await expect
      .poll(readiness, { timeout: 10_000 })
      .toMatchObject({ ready: false, checks: { presidio: 'redact.backend_unavailable' } });
    await presidio.open();
    await expect.poll(async () => (await analyze()).status, { timeout: 15_000 }).toBe(200);
    expect(await readiness()).toMatchObject({ ready: true });
  });

  it('is counted, by name and code and without a text', async () => {
    await start();
    await analyze();
    presidio.mood = 'fails';
    await analyze();
    const metrics = (await server!.get('/metrics')).body as string;
    expect(metrics).toMatch(/backend_duration_seconds_count\{.*outcome="ok"\} 1/);
    expect(metrics).toMatch(/_count\{.*backend="presidio",outcome="redact.backend_unavailable"\} 1/);
    expect(metrics).toMatch(/rollcall_redact_backend_findings_total\{backend="presidio",.*\} 1/);
    expect(metrics).toContain('rollcall_breaker_state{dependency="presidio"');
    expect(metrics).not.toContain('quux');
  });
});

describe('on the trace of a document', () => {
  type Processor = NonNullable<Parameters<typeof startTelemetry>[1]>[number];
  const ended: Parameters<Processor['onEnd']>[0][] = [];
  beforeAll(() =>
    startTelemetry(readTelemetryConfig({}), [
      {
        onStart: () => {},
        onEnd: (span) => void ended.push(span),
        forceFlush: async () => {},
        shutdown: async () => {},
      },
    ]),
  );
  afterAll(() => stopTelemetry());

  it('stands who was asked, about how many texts, what came of it, and no text', async () => {
    const backends = backendsOf();
    const ask = () => withSpan('a hop', {}, () => backends.find([text, 'another'], { signal: signal() }));
    await ask();
    presidio.mood = 'fails';
    await expect(ask()).rejects.toMatchObject({ code: 'redact.backend_unavailable' });
    const [answered, failed] = ended.filter((span) => span.name === 'redact presidio');
    expect(answered?.attributes).toEqual({
      'rollcall.backend': 'presidio',
      'rollcall.backend.texts': 2,
      'rollcall.backend.findings': 1,
    });
    expect(failed?.attributes).toEqual({
      'rollcall.backend': 'presidio',
      'rollcall.backend.texts': 2,
      'error.type': 'redact.backend_unavailable',
    });
    expect(JSON.stringify(ended.map((span) => [span.name, span.attributes]))).not.toContain('quux');
  });
});
