import { randomUUID } from 'node:crypto';
import { type Closing, close, openRows, openRun } from '@rollcall/ledger';
import type { Queryable } from '@rollcall/postgres';

export const tenantId = '00000000-0000-4000-8000-000000000001';
export const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

type Value = string | number | boolean;

export type GivenSpan = {
  id: string;
  parent?: string;
  trace?: string;
  name?: string;
  kind?: number;
  /** Milliseconds since `epochMs`. */
  start?: number;
  took?: number;
  error?: boolean;
  attributes?: Record<string, Value>;
};

const epochMs = 1_790_000_000_000;

/** Sixteen hex digits that end in `id`. */
export const spanId = (id: string): string => id.padStart(16, 'a');

const typed = (value: Value): object => {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: value } : { doubleValue: value };
};

const pairs = (attributes: Record<string, Value>): object[] =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: typed(value) }));

/** One span in OTLP's JSON form. */
export const otlpSpan = (given: GivenSpan): Record<string, unknown> => {
  const start = BigInt(epochMs + (given.start ?? 0)) * 1_000_000n;
  return {
    traceId: given.trace ?? traceId,
    spanId: spanId(given.id),
    ...(given.parent === undefined ? {} : { parentSpanId: spanId(given.parent) }),
    name: given.name ?? 'work',
    kind: given.kind ?? 1,
    startTimeUnixNano: start.toString(),
    endTimeUnixNano: (start + BigInt(Math.round((given.took ?? 1) * 1e6))).toString(),
    attributes: pairs(given.attributes ?? {}),
    events: [],
    status: given.error ? { code: 2 } : { code: 0 },
  };
};

/** An export request of one service. */
export const exportRequest = (service: string, spans: object[]) => ({
  resourceSpans: [
    { resource: { attributes: pairs({ 'service.name': service }) }, scopeSpans: [{ scope: {}, spans }] },
  ],
});

/** The span of a hop's job. */
export const hopSpan = (hop: string, given: GivenSpan & { epoch?: number; wait?: number }): object =>
  otlpSpan({
    name: hop,
    kind: 5,
    ...given,
    attributes: {
      'rollcall.hop': hop,
      'rollcall.row.epoch': given.epoch ?? 1,
      'rollcall.queue_wait_ms': given.wait ?? 0,
      ...given.attributes,
    },
  });

/** Opens a run that calls this many documents. */
export const givenRun = async (
  db: Queryable,
  run: { documents: number; dataset?: string; model?: string },
): Promise<string> => {
  const id = randomUUID();
  await openRun(db, {
    id,
    tenantId,
    dataset: run.dataset ?? 'mixed-400',
    datasetSha256: 'ab'.repeat(32),
    documents: run.documents,
    collection: undefined,
    settings: run.model === undefined ? {} : { model: run.model },
    workDeadlineMs: 60_000,
  });
  return id;
};

export type GivenRow = {
  runId?: string;
  documentId?: string;
  traceId?: string;
  closing?: Omit<Closing, 'rowId' | 'epoch'>;
};

/** Opens a row and closes it where `closing` is given. */
export const givenRow = async (db: Queryable, row: GivenRow): Promise<string> => {
  const id = randomUUID();
  await openRows(db, [
    {
      id,
      tenantId,
      ...(row.runId === undefined ? {} : { runId: row.runId }),
      ...(row.documentId === undefined ? {} : { documentId: row.documentId }),
      traceId: row.traceId,
      request: {
        messages: [{ role: 'user', content: 'Who met Ada Byron?' }],
        k: 10,
        params: {},
        treatment: { grounding: 'annotate', abstain: false },
      },
      deadlineMs: 60_000,
    },
  ]);
  if (row.closing) await close(db, { rowId: id, epoch: 1, ...row.closing });
  return id;
};

const timing = (queueMs: number, workMs: number, attempts = 1) => ({ queueMs, workMs, attempts });
export const timings = { retrieve: timing(120, 34), redact: timing(8, 21), ground: timing(5, 12) };
/** The closing of a row that failed at the model. */
export const failed = (code: 'model.timeout' | 'model.access'): NonNullable<GivenRow['closing']> => ({
  status: 'failed',
  failure: { code, message: 'fixed text', hop: 'generate', details: { upstreamStatus: 500 } },
  timings,
});
export const answer = 'Ada met him in 1833. They had tea.';
const verdict = {
  supported: false,
  score: 0.5,
  verifier: 'lexical',
  degraded: false,
  claims: ['Ada met him in 1833.', 'They had tea.'].map((text, index) => ({
    text,
    start: answer.indexOf(text),
    end: answer.indexOf(text) + text.length,
    kind: 'claim' as const,
    score: index === 0 ? 0.9 : 0.1,
    supported: index === 0,
    citations: index === 0 ? [{ passageId: 'p2', start: 0, end: 4 }] : [],
    reasons: index === 0 ? [] : [{ code: 'no_source' }],
    unsupportedSpans: [],
  })),
};
/** The closing of a row whose second claim no source bears out. */
export const answered: NonNullable<GivenRow['closing']> = {
  status: 'answered',
  answer,
  timings,
  verdict,
  redactions: { PERSON: 2, EMAIL: 1, PHONE: 0 },
  prompt: {
    messages: [{ role: 'user', content: 'Sources: [1] <PERSON_1> & tea. When did <PERSON_1> meet him?' }],
    sources: ['p1', 'p2'],
  },
  evidence: { sufficient: true, score: 0.91, best: [], missing: [], dropped: ['p3'] },
  modelCalls: 1,
};

/** An id for a trace of one's own. */
export const newTrace = (): string => randomUUID().replaceAll('-', '');
