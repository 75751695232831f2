import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLog } from '@rollcall/telemetry';
import { afterEach, describe, expect, it } from 'vitest';
import { type Backends, createBackends } from '../src/backends/backends.ts';
import { type NerOptions, openNer } from '../src/backends/ner/classifier.ts';
import { type FakeTransformers, type Fault, makeFakeTransformers } from './fake-transformers.ts';
import { type RedactorServer, startRedactor } from './redactor-server.ts';

let fake: FakeTransformers | undefined;
let backends: Backends | undefined;
let server: RedactorServer | undefined;

afterEach(async () => {
  await server?.stop();
  await backends?.close();
  fake?.remove();
  fake = backends = server = undefined;
});

const open = (
  wishes: Partial<NerOptions> & { lexicon?: Record<string, string>; faults?: Record<string, Fault> } = {},
): Backends => {
  const { lexicon = usual, faults, ...options } = wishes;
  fake = makeFakeTransformers({ lexicon, ...(faults === undefined ? {} : { faults }) });
  const ner = openNer({
    model: fake.model,
    modules: fake.modules,
    allowDownload: false,
    dtype: undefined,
    threads: 1,
    mapping: new Map(),
    timeoutMs: 5000,
    log: createLog('test'),
    ...options,
  });
  backends = createBackends([ner], { documentMs: 10_000, log: createLog('test') });
  return backends;
};

const usual = {
  Quuxenstein: 'B-PER',
  Blorf: 'I-PER',
  Zzyzx: 'B-LOC',
  Frobnicon: 'B-ORG',
  Gmbh: 'I-ORG',
  Thingish: 'B-MISC',
};

const find = async (text: string, from = backends!) => {
  const [found] = await from.find([text], { signal: new AbortController().signal });
  return found!.map(({ entity, start, end }) => `${entity} ${text.slice(start, end)}`);
};
const failure = (code: string, details: object = {}) =>
  expect.objectContaining({ code, details: expect.objectContaining({ backend: 'ner', ...details }) });

describe('a token classifier', () => {
  it('makes names of tokens, and leaves out what has no type of ours', async () => {
    open();
    expect(await find('😀 Herr QUUX and Quuxenstein Blorf, of Frobnicon Gmbh in Zzyzx (Thingish).')).toEqual([
      'PERSON Quuxenstein Blorf',
      'ORGANIZATION Frobnicon Gmbh',
      'LOCATION Zzyzx',
    ]);
  });

  it('sees all of a long text, also where the package cuts off in silence', async () => {
    open();
    const filler = 'x y z '.repeat(90);
    const text = `${filler}Quuxenstein Blorf ${filler}${'Zzyzx '.repeat(3)}${filler}Frobnicon`;
    expect(await find(text)).toEqual([
      'PERSON Quuxenstein Blorf',
      'LOCATION Zzyzx',
      'LOCATION Zzyzx',
      'LOCATION Zzyzx',
      'ORGANIZATION Frobnicon',
    ]);
  });

  it('has its labels read as the operator says', async () => {
    open({
      mapping: new Map([
        ['MISC', 'NRP'],
        ['LOC', undefined],
      ]),
    });
    expect(await find('Thingish of Zzyzx')).toEqual(['NRP Thingish']);
  });

  it('is listed, explained and merged with ours at /analyze', async () => {
    // In small letters our own recognizers take them for no names.
    open({ lexicon: { quux: 'B-PER', blorf: 'I-PER' } });
    server = await startRedactor(undefined, backends);
    const text = 'it was quux blorf, someone@example.org';
    const asked = { text, language: 'en', return_decision_process: true };
    expect((await server.post('/analyze', asked)).body).toMatchObject([
      {
        entity_type: 'PERSON',
        start: 7,
        end: 17,
        score: 0.9,
        analysis_explanation: { recognizer: 'ner:a-model', pattern_name: 'PER' },
      },
      { entity_type: 'EMAIL_ADDRESS' },
    ]);
    expect((await server.get('/recognizers')).body).toContain('ner:a-model');
    expect((await server.get('/readyz')).body).toMatchObject({ ready: true, checks: { ner: 'ok' } });
  });

  it('holds up no other request while it works', async () => {
    open({ faults: { Slow: 'waits' } });
    server = await startRedactor(undefined, backends);
    const slow = server.post('/analyze', { text: 'Slow Zzyzx', language: 'en' });
    // The model blocks its thread until it is released, which it is behind this answer.
    expect((await server.get('/health')).status).toBe(200);
    fake!.release();
    expect(await slow).toMatchObject({ status: 200, body: [{ entity_type: 'LOCATION' }] });
  });
});

describe('one that breaks', () => {
  it.each<[Fault, string, object]>([
    ['throws', 'redact.backend_bad_answer', { problem: 'inference' }],
    ['answers nonsense', 'redact.backend_bad_answer', { problem: 'tokens' }],
    ['scores NaN', 'redact.backend_bad_answer', { problem: 'tokens' }],
    ['dies', 'redact.backend_unavailable', {}],
    ['hangs', 'redact.backend_timeout', {}],
  ])('(%s) fails the text with a code, and the next text is looked at', async (fault, code, details) => {
    open({ faults: { Broken: fault }, timeoutMs: 400 });
    await backends!.demand('ner');
    await expect(find('Broken Zzyzx')).rejects.toEqual(failure(code, details));
    expect(await find('Zzyzx again')).toEqual(['LOCATION Zzyzx']);
  });

  it('is not waited for by one who has gone', async () => {
    open({ faults: { Slow: 'waits' } });
    const gone = new AbortController();
    const left = backends!.find(['Slow Zzyzx'], { signal: gone.signal });
    gone.abort();
    await expect(left).rejects.toMatchObject({ code: 'service.draining' });
    fake!.release();
    expect(await find('Zzyzx')).toEqual(['LOCATION Zzyzx']);
  });
});

describe('one that cannot be used is told at the start, with the reason', () => {
  it.each([
    ['package_missing', { modules: '/nonexistent' }],
    ['model_missing', { model: '/nonexistent/model' }],
    ['model_not_loaded', { model: 'somebody/some-model' }],
    ['no_known_label', { lexicon: { Thing: 'B-MISC' } }],
  ])('%s', async (reason, wishes) => {
    open(wishes);
    await expect(backends!.demand('ner')).rejects.toEqual(failure('redact.model_unusable', { reason }));
  });

  it('package_broken', async () => {
    open();
    const broken = join(fake!.modules, 'node_modules/@huggingface/transformers/index.cjs');
    writeFileSync(broken, 'throw new Error("no native code for this machine")');
    await expect(backends!.demand('ner')).rejects.toEqual(
      failure('redact.model_unusable', { reason: 'package_broken' }),
    );
  });
});
