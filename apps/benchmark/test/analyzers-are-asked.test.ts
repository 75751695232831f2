import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { evalRedactionCommand } from '../src/commands/eval-redaction.ts';
import { readConfig } from '../src/config.ts';
import { analyzeText } from '../src/redaction/analyzer.ts';
import { readAnnotatedTexts } from '../src/redaction/annotated-texts.ts';
import { partOf } from '../src/redaction/split.ts';
import { readTypeMaps } from '../src/redaction/type-map.ts';
import { type Asked, type Reply, startAskedServer } from './asked-server.ts';

/** Answers as Presidio does: every `Bo` is a person, in code points. */
const answerOf = (text: string): object[] =>
  Array.from(text.matchAll(/Bo/g), ({ index }) => {
    const start = Array.from(text.slice(0, index)).length;
    return { entity_type: 'PERSON', start, end: start + 2, score: 0.85, analysis_explanation: null };
  });

let folder: string;
let server: Awaited<ReturnType<typeof startAskedServer>>;
let url: string;
let asked: Asked[];
let respond: (body: Asked['body']) => Reply;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-redaction-'));
  asked = [];
  respond = ({ text }) => ({ status: 200, body: JSON.stringify(answerOf(String(text))) });
  server = await startAskedServer(asked, (body) => respond(body));
  url = server.url;
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const write = (name: string, lines: unknown[]): string => {
  const path = join(folder, name);
  writeFileSync(path, lines.map((line) => JSON.stringify(line)).join('\n'));
  return path;
};

describe('an analyzer', () => {
  it('is asked as Presidio is, and its code points are understood', async () => {
    const { found } = await analyzeText({ url: `${url}/pii`, token: undefined }, '😀 Bo', { threshold: 0.3 });
    expect(found).toEqual([{ type: 'PERSON', start: 3, end: 5, score: 0.85 }]);
    expect(asked).toEqual([
      {
        path: '/pii/analyze',
        authorization: undefined,
        body: { text: '😀 Bo', language: 'en', score_threshold: 0.3 },
      },
    ]);
  });

  it('that refuses, or answers of another text, is no analyzer that found nothing', async () => {
    const failing = async (status: number, body: string) => {
      respond = () => ({ status, body });
      return analyzeText({ url, token: undefined }, 'Bo').catch(({ code }) => code);
    };
    expect(await failing(500, '{"error":"boom"}')).toBe('redact.analyzer_refused');
    expect(await failing(200, '<html>')).toBe('redact.analyzer_refused');
    expect(await failing(200, '[{"entity_type":"PERSON","start":1,"end":3,"score":1}]')).toBe(
      'redact.analyzer_refused',
    );
    expect(await failing(413, '{"error":{"code":"request.too_large"}}')).toBe('request.too_large');
    const nobody = { url: 'http://127.0.0.1:1', token: undefined };
    await expect(analyzeText(nobody, 'Bo')).rejects.toMatchObject({ code: 'service.unavailable' });
  });
});

describe('rollcall eval redaction', () => {
  const evaluate = async (file: string, options: object) => {
    const printed: string[] = [];
    const config = readConfig({ ROLLCALL_STATE: folder, ROLLCALL_SERVICE_TOKEN: 'secret-of-our-stack' });
    const context = { config, print: (text: string) => printed.push(text), note: () => {} };
    const status = await evalRedactionCommand(context, file, { url, json: true, ...options });
    return { status, report: JSON.parse(printed.join('')) };
  };
  const lines = [
    {
      id: 'a',
      text: '😀 Bo and Cy',
      spans: [3, 10].map((at) => ({ start: at, end: at + 2, type: 'PERSON' })),
    },
    { id: 'b', text: 'Bond', spans: [] },
    { id: 'c', text: '', spans: [] },
  ];

  it('scores what a service of somebody else’s finds, and sends it no token', async () => {
    const { status, report } = await evaluate(write('set.jsonl', lines), {});
    expect(status).toBe(0);
    expect(report).toMatchObject({
      name: 'set.jsonl',
      texts: 3,
      expected: 2,
      counted: ['PERSON'],
      leaked: { characters: 2, expected: 4 },
      clean: { texts: 2, flagged: 1 },
    });
    expect(report.micro.exact.recall.mean).toBe(0.5);
    expect(report.micro.overlap.precision.mean).toBe(0.5);
    expect(asked.map(({ authorization }) => authorization)).toEqual([undefined, undefined]);
  });

  it('sends the token where it is told that the service is one of ours', async () => {
    await evaluate(write('set.jsonl', lines), { token: true, limit: 1 });
    expect(asked).toMatchObject([{ authorization: 'Bearer secret-of-our-stack' }]);
  });

  it('writes what was missed, and the figures by threshold, for their owner only', async () => {
    const errors = join(folder, 'errors.jsonl');
    const sweep = join(folder, 'sweep.html');
    const { report } = await evaluate(write('set.jsonl', lines), { errors, sweep });
    const mistakes = readFileSync(errors, 'utf8').trimEnd().split('\n');
    expect(mistakes.map((line) => JSON.parse(line))).toMatchObject([
      { id: 'a', kind: 'missed', value: 'Cy' },
      { id: 'b', kind: 'wrong', value: 'Bo' },
    ]);
    for (const file of [errors, sweep]) expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(report.sweep).toHaveLength(10);
    expect(new Set(asked.map(({ body }) => body.score_threshold))).toEqual(
      new Set([undefined, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]),
    );
  });
});

describe('annotated texts', () => {
  it('are read from the casebook’s form as a text for each field, named by the line', async () => {
    const file = write('cases.jsonl', [
      {
        id: 'holds-a-name',
        document_title: 'Bo',
        passages: ['x', 'by Cy'],
        question: 'Who?',
        pii: [
          { in: '/document_title', start: 0, end: 2, type: 'PERSON' },
          { in: '/passages/1', start: 3, end: 5, type: 'PERSON' },
          { in: '/id', start: 0, end: 5, type: 'PERSON' },
        ],
      },
    ]);
    const texts = await readAnnotatedTexts(file);
    expect(texts.map(({ id, spans }) => [id, spans.length])).toEqual([
      ['line 1/document_title', 1],
      ['line 1/passages/0', 0],
      ['line 1/passages/1', 1],
      ['line 1/question', 0],
    ]);
    expect(new Set(texts.map(({ group }) => group)).size).toBe(1);
  });

  it('are split by template, or by id, the same for everybody', async () => {
    const file = write(
      'set.jsonl',
      Array.from({ length: 40 }, (_, at) => ({
        id: `t${at}`,
        text: 'x',
        spans: [],
        template: `template ${at % 20}`,
      })),
    );
    const train = await readAnnotatedTexts(file, { part: 'train' });
    const test = await readAnnotatedTexts(file, { part: 'test' });
    expect(train.length + test.length).toBe(40);
    expect(test.filter(({ group }) => train.some((other) => other.group === group))).toEqual([]);
    // The published hashes are 0xe40c292c, 0xe70c2de5 and 0xbf9cf968; their last decimal digits 0, 7 and 0.
    expect(['a', 'b', 'foobar'].map(partOf)).toEqual(['test', 'train', 'test']);
  });

  it('that are not of the form stop it, named by line, field and rule', async () => {
    const failing = async (line: unknown) =>
      readAnnotatedTexts(write('bad.jsonl', [{ id: 'a', text: 'x', spans: [] }, line])).catch(
        ({ code, details }) => ({ code, ...details }),
      );
    const bad = { code: 'dataset.invalid', file: 'bad.jsonl', line: 2 };
    expect(await failing({ id: 'b', text: 'x', spans: [{ start: 0, end: 9, type: 'T' }] })).toEqual({
      ...bad,
      field: 'spans',
      rule: 'a span lies within its text',
    });
    expect(await failing({ id: 'b', text: 'x', spans: [{ start: 1, end: 1, type: 'T' }] })).toMatchObject({
      ...bad,
      field: 'spans.0.end',
    });
    expect(await failing({ id: 'b', text: 'x' })).toMatchObject({ ...bad, field: 'spans' });
    await expect(readAnnotatedTexts(join(folder, 'none.jsonl'))).rejects.toMatchObject({
      code: 'dataset.not_found',
    });
    await expect(readAnnotatedTexts(write('none.jsonl', []))).rejects.toMatchObject({
      code: 'dataset.empty',
    });
  });
});

describe('a map of types', () => {
  it('is of both sides or of each, and nothing else', async () => {
    const map = (value: unknown) => readTypeMaps(write('map.json', [value]));
    expect(await map({ A: 'B', C: null })).toEqual({
      expected: { A: 'B', C: null },
      found: { A: 'B', C: null },
    });
    expect(await map({ expected: { A: null }, found: {} })).toEqual({ expected: { A: null }, found: {} });
    await expect(map({ A: 1 })).rejects.toMatchObject({ code: 'dataset.invalid' });
    await expect(map('A')).rejects.toMatchObject({ code: 'dataset.invalid' });
  });
});
