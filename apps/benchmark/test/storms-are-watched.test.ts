import { describe, expect, it } from 'vitest';
import { readAnswer, tryAgainAfterMs } from '../src/storm/answer.ts';
import { isSmallModel } from '../src/storm/demand-small-model.ts';
import { readMetrics } from '../src/storm/metrics-text.ts';
import { poolOf } from '../src/storm/postgres-figures.ts';
import { repeatDocuments } from '../src/storm/repeat-dataset.ts';
import { serviceFigures } from '../src/storm/service-figures.ts';

const metrics = `# HELP rollcall_postgres_pool_connections Connections of the shared pool by state.
# TYPE rollcall_postgres_pool_connections gauge
rollcall_postgres_pool_connections{state="total",service="retriever"} 4
rollcall_postgres_pool_connections{state="idle",service="retriever"} 1
rollcall_postgres_pool_connections{state="waiting",service="retriever"} 12
rollcall_postgres_pool_connections{state="max",service="retriever"} 4
rollcall_postgres_pool_connections{state="total",pool="lookup",service="retriever"} 16
rollcall_postgres_pool_connections{state="idle",pool="lookup",service="retriever"} 0
rollcall_postgres_pool_connections{state="max",pool="lookup",service="retriever"} 5
rollcall_postgres_leaks_total{site="apps/retriever/src/find-passages.ts:51",pool="lookup",service="retriever"} 16
process_resident_memory_bytes{service="retriever"} 1.5e+08
process_start_time_seconds{service="retriever"} 1700000000.5
nodejs_version_info{version="v24.0.0",service="retriever"} 1
`;

describe('Prometheus’ text', () => {
  it('is read by name, labels and value', () => {
    const text =
      'a{x="1",y="say \\"no\\"\\\\"} 2\nb 3 1700000000000\nc NaN\nd{le="+Inf"} +Inf\n# b 9\nnonsense\n';
    expect(readMetrics(text, new Set(['a', 'b', 'c', 'd']))).toEqual([
      { name: 'a', labels: { x: '1', y: 'say "no"\\' }, value: 2 },
      { name: 'b', labels: {}, value: 3 },
      { name: 'd', labels: { le: '+Inf' }, value: Number.POSITIVE_INFINITY },
    ]);
    expect(readMetrics(text, new Set(['other']))).toEqual([]);
  });

  it('of a service shows its pools, what is borrowed, memory, start and leaks', () => {
    expect(serviceFigures('retriever', metrics)).toEqual({
      waiting: { retriever: 12 },
      borrowed: { retriever: 3, 'retriever lookup': 16 },
      most: { retriever: 4, 'retriever lookup': 5 },
      memoryBytes: 150_000_000,
      startedAtMs: 1_700_000_000_500,
      leaks: [
        {
          service: 'retriever',
          pool: 'retriever lookup',
          site: 'apps/retriever/src/find-passages.ts:51',
          count: 16,
        },
      ],
    });
  });

  it('of something else shows nothing', () => {
    expect(serviceFigures('retriever', '<html>')).toEqual({
      waiting: {},
      borrowed: {},
      most: {},
      memoryBytes: undefined,
      startedAtMs: undefined,
      leaks: [],
    });
  });
});

it('a connection belongs to the service that its application name says, or to none of ours', () => {
  const services = new Set(['retriever', 'model-proxy']);
  const pool = (name: string) => poolOf(name, services);
  expect(pool('rollcall-retriever')).toBe('retriever');
  expect(pool('rollcall-retriever-queue')).toBe('retriever queue');
  expect(pool('rollcall-retriever-lookup')).toBe('retriever lookup');
  expect(pool('rollcall-model-proxy-queue')).toBe('model-proxy queue');
  for (const other of ['rollcall-storm', 'rollcall-benchmark-queue', 'psql', ''])
    expect(pool(other)).toBeUndefined();
});

describe('an answer', () => {
  const rollcall = (outcome: string) => ({ rowId: 'r', traceId: null, outcome });
  const completion = (content: string, outcome = 'answered') =>
    JSON.stringify({ choices: [{ message: { role: 'assistant', content } }], rollcall: rollcall(outcome) });

  it('counts where it names its row and has a text', () => {
    expect(readAnswer(200, completion('4 May 2024'))).toEqual({ kind: 'answered', rowId: 'r' });
    expect(readAnswer(200, completion('not in the sources', 'abstained'))).toEqual({
      kind: 'abstained',
      rowId: 'r',
    });
    expect(readAnswer(200, completion('', 'abstained'))).toEqual({ kind: 'abstained', rowId: 'r' });
  });

  it('is none with a good status and nothing behind it', () => {
    expect(readAnswer(200, '')).toEqual({ kind: 'empty_body' });
    expect(readAnswer(200, ' \n')).toEqual({ kind: 'empty_body' });
    expect(readAnswer(200, '<html>busy</html>')).toEqual({ kind: 'not_json' });
    expect(readAnswer(200, '{"choices":[')).toEqual({ kind: 'not_json' });
    expect(readAnswer(200, '{}')).toEqual({ kind: 'no_row' });
    expect(readAnswer(200, 'null')).toEqual({ kind: 'no_row' });
    expect(readAnswer(200, completion(''))).toEqual({ kind: 'no_row' });
    expect(readAnswer(200, JSON.stringify({ choices: [{ message: { content: 'x' } }] }))).toEqual({
      kind: 'no_row',
    });
  });

  it('is a refusal where it has a code of the catalogue', () => {
    const refusal = (code: string, details?: object) =>
      JSON.stringify({ error: { code, message: 'no', details } });
    expect(readAnswer(503, refusal('postgres.too_many_connections', { rowId: 'r' }))).toEqual({
      kind: 'refused',
      code: 'postgres.too_many_connections',
      rowId: 'r',
    });
    expect(readAnswer(404, refusal('collection.not_found'))).toEqual({
      kind: 'refused',
      code: 'collection.not_found',
    });
    expect(readAnswer(500, refusal('made.up'))).toEqual({ kind: 'no_code' });
    expect(readAnswer(502, '{"message":"bad gateway"}')).toEqual({ kind: 'no_code' });
    expect(readAnswer(502, '')).toEqual({ kind: 'empty_body' });
  });

  it('is asked for again after a 429, not before the time that it names', () => {
    expect(tryAgainAfterMs(429, '3', () => 0)).toBe(3000);
    expect(tryAgainAfterMs(429, '3', () => 1)).toBe(4500);
    expect(tryAgainAfterMs(429, undefined, () => 0)).toBe(1000);
    expect(tryAgainAfterMs(429, 'Wed, 21 Oct 2015 07:28:00 GMT', () => 0)).toBe(1000);
    expect(tryAgainAfterMs(503, '3')).toBeUndefined();
    expect(tryAgainAfterMs(200, undefined)).toBeUndefined();
  });
});

it('the small model is told from any other by whose its models are', () => {
  expect(isSmallModel({ data: [{ id: 'small-extractive', owned_by: 'rollcall' }] })).toBe(true);
  expect(isSmallModel({ data: [{ id: 'small-extractive', owned_by: 'openai' }] })).toBe(false);
  expect(isSmallModel({ data: [{ owned_by: 'rollcall' }, { owned_by: 'openai' }] })).toBe(false);
  expect(isSmallModel({ data: [{ id: 'no-owner' }] })).toBe(false);
  expect(isSmallModel({ data: [] })).toBe(false);
  expect(isSmallModel(undefined)).toBe(false);
});

it('a dataset is repeated as often as it takes, with an id for each document', () => {
  const document = (id: string) => ({
    id,
    title: undefined,
    text: 'text',
    question: `question ${id}`,
    answers: [],
    answerable: false,
    planted: [],
  });
  const dataset = { name: 'two', sha256: 'x', documents: [document('a'), document('b')] };
  const repeated = repeatDocuments(dataset, 5);
  expect(repeated.map(({ id }) => id)).toEqual(['a', 'b', 'a#2', 'b#2', 'a#3']);
  expect(repeated.map(({ question }) => question).at(-1)).toBe('question a');
  expect(repeatDocuments(dataset, 1)).toHaveLength(1);
});
