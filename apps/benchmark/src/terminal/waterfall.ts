import { hops } from '@rollcall/pipeline';
import { columnsOf, truncate } from './table.ts';

/** A stored span; times in milliseconds since the Unix epoch. */
export type TraceSpan = {
  spanId: string;
  parentId: string | null;
  name: string;
  service: string;
  startMs: number;
  endMs: number;
  failed: boolean;
  attributes: Record<string, unknown>;
};

export type WaterfallReport = {
  text: string;
  /** Spans whose parent is not there. */
  orphans: number;
  /** Hops of the route that the trace does not show. */
  missing: string[];
};

type Node = { span: TraceSpan; depth: number };

/** Parents before children, siblings by start; an orphan stands at the root. */
const inOrder = (spans: TraceSpan[]): { nodes: Node[]; orphans: number } => {
  const known = new Set(spans.map((span) => span.spanId));
  const byParent = Map.groupBy(spans, (span) =>
    span.parentId !== null && known.has(span.parentId) ? span.parentId : '',
  );
  const orphans = spans.filter((span) => span.parentId !== null && !known.has(span.parentId)).length;
  const nodes: Node[] = [];
  const visit = (parent: string, depth: number): void => {
    const children = (byParent.get(parent) ?? []).sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
    for (const span of children) {
      nodes.push({ span, depth });
      visit(span.spanId, depth + 1);
    }
  };
  visit('', 0);
  return { nodes, orphans };
};

const waitOf = (span: TraceSpan): number => {
  const wait = span.attributes['rollcall.queue_wait_ms'];
  return typeof wait === 'number' ? wait : 0;
};

const label = ({ span, depth }: Node): string => {
  const attempt = Number(span.attributes['rollcall.hop.attempt'] ?? 1);
  const epoch = Number(span.attributes['rollcall.row.epoch'] ?? 1);
  const marks = [
    ...(attempt > 1 ? [`try ${attempt}`] : []),
    ...(epoch > 1 ? [`epoch ${epoch}`] : []),
    ...(span.failed ? [`✗ ${span.attributes['error.type'] ?? 'failed'}`] : []),
  ];
  return `${'  '.repeat(depth)}${span.name}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}`;
};

const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - columnsOf(text)));

const duration = (ms: number): string =>
  ms >= 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${ms.toFixed(1)} ms`;

/**
 * The document's way as a tree with bars on one time scale: `░` is the wait in a queue, `█` is work. Says
 * `incomplete` where a hop or a parent is missing, and never shows such a trace as whole.
 */
export const renderWaterfall = (spans: TraceSpan[], width: number): WaterfallReport => {
  const { nodes, orphans } = inOrder(spans);
  const begin = Math.min(...spans.map((span) => span.startMs - waitOf(span)));
  const end = Math.max(...spans.map((span) => span.endMs));
  const total = Math.max(0.001, end - begin);
  const nameWidth = Math.min(44, Math.max(...nodes.map((node) => columnsOf(label(node)))));
  const serviceWidth = Math.min(14, Math.max(...spans.map((span) => columnsOf(span.service))));
  const barWidth = Math.max(10, width - nameWidth - serviceWidth - 27);
  const column = (ms: number): number => Math.round(((ms - begin) / total) * barWidth);

  const lines = nodes.map((node) => {
    const { span } = node;
    const wait = waitOf(span);
    const from = Math.min(barWidth - 1, column(span.startMs));
    const to = Math.max(from + 1, column(span.endMs));
    const waitFrom = wait > 0 ? column(span.startMs - wait) : from;
    const bar = ' '.repeat(waitFrom) + '░'.repeat(from - waitFrom) + '█'.repeat(to - from);
    return [
      pad(truncate(label(node), nameWidth), nameWidth),
      pad(truncate(span.service, serviceWidth), serviceWidth),
      pad(bar, barWidth),
      duration(span.endMs - span.startMs).padStart(10),
      wait > 0 ? `+${duration(wait)} wait` : '',
    ]
      .join(' ')
      .trimEnd();
  });

  const shown = new Set(spans.map((span) => span.attributes['rollcall.hop']));
  const missing = hops.filter((hop) => !shown.has(hop));
  const faults = [
    ...(orphans > 0 ? [`${orphans} spans without their parent`] : []),
    ...(missing.length > 0 ? [`no span of ${missing.join(', ')}`] : []),
  ];
  const verdict =
    faults.length === 0 ? 'complete: all six hops, no orphan' : `incomplete: ${faults.join('; ')}`;
  return {
    text: [
      ...lines,
      '',
      `${spans.length} spans over ${duration(total)}, ${verdict}   (░ waiting in a queue, █ working)`,
    ].join('\n'),
    orphans,
    missing,
  };
};
