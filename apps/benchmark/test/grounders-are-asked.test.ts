import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { evalGroundingCommand } from '../src/commands/eval-grounding.ts';
import { readConfig } from '../src/config.ts';
import { askSufficiency, askVerdict } from '../src/grounding/grounder.ts';
import { readGroundingRows } from '../src/grounding/grounding-rows.ts';
import { type Asked, type Reply, startAskedServer } from './asked-server.ts';

let folder: string;
let server: Awaited<ReturnType<typeof startAskedServer>>;
let url: string;
let asked: Asked[];
let respond: (body: Asked['body']) => Reply;

/** Calls an answer supported that says `yes`, and a question answerable that does. */
const answerOf = ({ answer, question }: Record<string, unknown>): object => {
  const isGood = /yes/.test(String(answer ?? question));
  const score = isGood ? 0.9 : 0.2;
  if (answer === undefined) return { sufficient: isGood, score, best: [], missing: [] };
  const end = String(answer).length;
  return {
    supported: isGood,
    score,
    claims: [
      {
        text: answer,
        start: 0,
        end,
        kind: 'claim',
        score,
        supported: isGood,
        citations: isGood ? [{ passageId: 's1', start: 0, end: 3 }] : [],
        reasons: [],
        unsupportedSpans: isGood ? [] : [{ start: 0, end }],
      },
    ],
    verifier: 'somebody’s',
    degraded: false,
  };
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-grounding-'));
  asked = [];
  respond = (body) => ({ status: 200, body: JSON.stringify(answerOf(body)) });
  server = await startAskedServer(asked, (body) => respond(body));
  url = server.url;
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const write = (name: string, lines: unknown[]): string => {
  const path = join(folder, name);
  writeFileSync(
    path,
    lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
  );
  return path;
};

describe('a grounder', () => {
  const service = () => ({ url: `${url}/somewhere`, token: undefined });

  it('is asked with the sources as passages, in their order', async () => {
    const sources = [{ text: 'One.' }, { text: 'Two.', title: 'Second' }];
    await askVerdict(service(), { question: 'How?', answer: 'yes', sources }, 0.4);
    await askSufficiency(service(), { question: 'How?', sources });
    const passages = [
      { id: 's1', text: 'One.' },
      { id: 's2', text: 'Two.', title: 'Second' },
    ];
    expect(asked).toEqual([
      {
        path: '/somewhere/v1/ground',
        authorization: undefined,
        body: { question: 'How?', answer: 'yes', passages, threshold: 0.4 },
      },
      {
        path: '/somewhere/v1/ground/sufficiency',
        authorization: undefined,
        body: { question: 'How?', passages },
      },
    ]);
  });

  it('whose score is no number from 0 to 1, or that answers otherwise, has not answered', async () => {
    const failing = async (status: number, body: string) => {
      respond = () => ({ status, body });
      const row = { question: undefined, answer: 'yes', sources: [] };
      return askVerdict(service(), row).catch(({ code }) => code);
    };
    const scored = (score: unknown) => JSON.stringify({ ...answerOf({ answer: 'yes' }), score });
    expect(await failing(200, scored(null))).toBe('ground.service_refused');
    expect(await failing(200, scored(1.2))).toBe('ground.service_refused');
    expect(await failing(200, scored(0.5).replace('0.5', 'NaN'))).toBe('ground.service_refused');
    expect(await failing(200, '')).toBe('ground.service_refused');
    expect(await failing(500, 'Sorry, I cannot judge this.')).toBe('ground.service_refused');
    expect(await failing(413, '{"error":{"code":"request.too_large"}}')).toBe('request.too_large');
    const nobody = { url: 'http://127.0.0.1:1', token: undefined };
    await expect(askSufficiency(nobody, { question: 'How?', sources: [] })).rejects.toMatchObject({
      code: 'service.unavailable',
    });
  });
});

describe('judged rows', () => {
  it('are answers and questions, of a set by their file', async () => {
    const long = 'The source of both. '.repeat(5);
    const path = write('mixed.jsonl', [
      { id: 1, task: 'qa', sources: [long], answer: 'yes', label: 'grounded', history: [] },
      '',
      {
        id: 'b',
        sources: [{ text: long, title: 'T' }],
        answer: 'no',
        label: 'ungrounded',
        spans: [{ start: 0, end: 2 }],
      },
      { id: 'c', question: 'How?', sources: [], answerable: false, answers: [] },
    ]);
    const { answers, questions } = await readGroundingRows([path]);
    expect(answers).toMatchObject([
      { id: '1', set: 'mixed', isGrounded: true, spans: undefined, sources: [{ text: long }] },
      { id: 'b', isGrounded: false, spans: [{ start: 0, end: 2, type: 'unsupported' }] },
    ]);
    expect(answers[0]?.group).toBe(answers[1]?.group);
    expect(questions).toMatchObject([{ id: 'c', set: 'mixed', isAnswerable: false }]);
    expect((await readGroundingRows([path], 1)).answers).toHaveLength(1);
  });

  it.each<[string, unknown, string]>([
    ['that are no JSON', '{', '(line)'],
    ['without a label', { id: 'a', sources: [], answer: 'secret' }, 'label'],
    ['with another label', { id: 'a', sources: [], answer: 'secret', label: 'secret' }, 'label'],
    ['with an empty answer', { id: 'a', sources: [], answer: '', label: 'grounded' }, 'answer'],
    [
      'with a span behind the answer',
      { id: 'a', sources: [], answer: 'x', label: 'ungrounded', spans: [{ start: 0, end: 2 }] },
      'spans',
    ],
    ['with an empty question', { id: 'a', question: '', sources: [], answerable: true }, 'question'],
  ])('%s are refused by line and field, without their text', async (_name, line, field) => {
    const path = write('bad.jsonl', [{ id: 'a', question: 'How?', sources: [], answerable: true }, line]);
    const thrown = await readGroundingRows([path]).catch((each) => each);
    expect(thrown).toMatchObject({ code: 'dataset.invalid', details: { file: 'bad.jsonl', line: 2, field } });
    expect(JSON.stringify(thrown.details)).not.toContain('secret');
  });

  it('that are not there, or of which there are none, are said to be so', async () => {
    await expect(readGroundingRows([join(folder, 'none.jsonl')])).rejects.toMatchObject({
      code: 'dataset.not_found',
    });
    await expect(readGroundingRows([write('empty.jsonl', ['', ''])])).rejects.toMatchObject({
      code: 'dataset.empty',
    });
  });
});

describe('rollcall eval grounding', () => {
  const evaluate = async (files: string[], options: object = {}) => {
    const printed: string[] = [];
    const config = readConfig({ ROLLCALL_STATE: folder, ROLLCALL_SERVICE_TOKEN: 'secret-of-our-stack' });
    const context = { config, print: (text: string) => printed.push(text), note: () => {} };
    const status = await evalGroundingCommand(context, files, { url, json: true, ...options });
    return { status, report: JSON.parse(printed.join('')) };
  };
  const lines = [
    { id: 'a', sources: ['yes it is'], answer: 'yes', label: 'grounded' },
    { id: 'b', sources: ['yes it is'], answer: 'no', label: 'ungrounded', spans: [{ start: 0, end: 2 }] },
    { id: 'c', sources: ['yes it is'], answer: 'yes, twice', label: 'ungrounded' },
    { id: 'd', question: 'yes?', sources: ['yes it is'], answerable: true },
  ];

  it('scores what a service of somebody else’s says, and sends it no token', async () => {
    const { status, report } = await evaluate([write('set.jsonl', lines)]);
    expect(status).toBe(0);
    expect(report.answers.sets).toMatchObject([
      { set: 'set', rows: 3, good: 1, balancedAccuracy: { mean: 0.75 }, recall: { mean: 0.5 } },
    ]);
    expect(report.answers.spans).toMatchObject([{ set: 'set', answers: 1, f1: { mean: 1 } }]);
    expect(report.answers).toMatchObject({
      soundness: { supportedClaims: 2, citedClaims: 2, citations: 2, validCitations: 2 },
      verifiers: ['somebody’s'],
    });
    expect(report.questions).toMatchObject({ sets: [{ set: 'set', rows: 1, good: 1 }], abstaining: null });
    expect(asked.map(({ authorization }) => authorization)).toEqual(Array(4).fill(undefined));
  });

  it('sends the token where it is told that the service is one of ours', async () => {
    await evaluate([write('set.jsonl', lines)], { token: true, limit: 1 });
    expect(asked.map(({ authorization }) => authorization)).toEqual(['Bearer secret-of-our-stack']);
  });

  it('counts verdicts that change from one time to the next', async () => {
    let times = 0;
    respond = (body) => {
      times += 1;
      return { status: 200, body: JSON.stringify({ ...answerOf(body), score: times === 4 ? 0.5 : 0.1 }) };
    };
    const { report } = await evaluate([write('set.jsonl', lines)], { twice: true });
    expect(report.answers.service.changed).toBe(1);
    expect(report.questions.service.changed).toBe(0);
  });

  it('keeps count of rows without a verdict, and says by its exit that it is not whole', async () => {
    respond = (body) =>
      body.answer === 'no'
        ? { status: 200, body: '{"score":null}' }
        : { status: 200, body: JSON.stringify(answerOf(body)) };
    const { status, report } = await evaluate([write('set.jsonl', lines)]);
    expect(status).toBe(3);
    expect(report.answers.service).toMatchObject({ rows: 3, failed: { 'ground.service_refused': 1 } });
    expect(report.answers.sets[0].rows).toBe(2);
  });

  it('ends where the service lets nobody in', async () => {
    respond = () => ({ status: 401, body: '{"error":{"code":"access.service_token"}}' });
    await expect(evaluate([write('set.jsonl', lines)])).rejects.toMatchObject({
      code: 'access.service_token',
    });
    expect(asked).toHaveLength(1);
  });

  it('writes mistakes and page for their owner only', async () => {
    const [errors, html] = [join(folder, 'errors.jsonl'), join(folder, 'page.html')];
    await evaluate([write('set.jsonl', lines)], { errors, html });
    expect(JSON.parse(readFileSync(errors, 'utf8'))).toMatchObject({
      id: 'c',
      kind: 'missed',
      answer: 'yes, twice',
    });
    expect(readFileSync(html, 'utf8')).toContain('set.jsonl');
    for (const file of [errors, html]) expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});
