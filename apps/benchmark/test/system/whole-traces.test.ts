import { type Database, openDatabase } from '@rollcall/postgres';
import { testBackends, until } from '@rollcall/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWholeSystem, type WholeSystem } from './whole-system.ts';

type Edge = { span_id: string; parent_id: string | null; name: string; service: string };

/** Span -> its parent, as each answered document's trace must show them. */
const edges: [string, string][] = [
  ['retriever retrieve', 'benchmark document'],
  ['retriever ledger.advance', 'retriever retrieve'],
  ['retriever question.read', 'retriever retrieve'],
  ['retriever passages.fetch', 'retriever retrieve'],
  ['redactor redact', 'benchmark document'],
  ['redactor ledger.read_live', 'redactor redact'],
  ['redactor vault.put', 'redactor redact'],
  ['grounder ground', 'benchmark document'],
  ['model-proxy generate', 'benchmark document'],
  ['model-proxy chat small-extractive', 'model-proxy generate'],
  ['small-model POST /v1/chat/completions', 'model-proxy POST'],
  ['grounder verify', 'benchmark document'],
  ['gateway settle', 'benchmark document'],
  ['gateway vault.read', 'gateway settle'],
  ['gateway ledger.close', 'gateway settle'],
];

describe.each(testBackends())('with the queue on $name', (backend) => {
  let system: WholeSystem;
  let db: Database;
  beforeAll(async () => {
    system = await startWholeSystem({ queue: backend.queue });
    db = openDatabase({ url: system.databaseUrl, service: 'test', max: 2 });
  });
  afterAll(async () => {
    await db.close();
    await system.stop();
  });

  it('every document has one trace of its own with all six hops, its queries and its model call', async () => {
    const { summary } = await system.run({ limit: 12 });
    expect(summary).toMatchObject({ documents: 12, failed: 0, lost: 0 });
    const { rows } = await db.query<{ trace_id: string }>({
      name: 'test.traces',
      text: 'SELECT trace_id FROM rollcall.rows WHERE run_id = $1',
      values: [summary.run],
    });
    expect(new Set(rows.map((row) => row.trace_id)).size).toBe(12);

    for (const { trace_id } of rows) {
      // Services send their spans in batches of half a second: what is missing now may come.
      let trace = describeTrace([]);
      await until(`the trace ${trace_id} is there`, async () => {
        trace = describeTrace(await readSpans(trace_id));
        return trace.missing.length === 0 && trace.orphans.length === 0;
      }).catch(() => {});
      expect(trace).toEqual({ missing: [], orphans: [], roots: ['benchmark document'] });
    }
  });

  const readSpans = async (traceId: string): Promise<Edge[]> => {
    const { rows } = await db.query<Edge>({
      name: 'test.spans',
      text: 'SELECT span_id, parent_id, name, service FROM rollcall.spans WHERE trace_id = $1',
      values: [traceId],
    });
    return rows;
  };
});

/** What a trace lacks of the edges that it must show, and what it has that it must not. */
const describeTrace = (spans: Edge[]) => {
  const byId = new Map(spans.map((span) => [span.span_id, span]));
  const named = (span: Edge | undefined): string => `${span?.service} ${span?.name}`;
  const shown = new Set(spans.map((span) => `${named(span)} <- ${named(byId.get(span.parent_id ?? ''))}`));
  return {
    missing: edges.map(([child, parent]) => `${child} <- ${parent}`).filter((edge) => !shown.has(edge)),
    orphans: spans.filter((span) => span.parent_id !== null && !byId.has(span.parent_id)).map(named),
    roots: spans.filter((span) => span.parent_id === null).map(named),
  };
};
