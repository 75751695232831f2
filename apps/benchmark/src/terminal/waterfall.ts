import { attributes } from '@rollcall/telemetry';
import { type Completeness, isWhole, type TraceSpan } from '../trace/completeness.ts';
import { columnsOf, oneLine, pad, truncate } from './text-width.ts';

type Node = { span: TraceSpan; depth: number };

/** Parents before children, siblings by start; an orphan stands at the root. */
const inOrder = (spans: TraceSpan[]): Node[] => {
  const known = new Set(spans.map((span) => span.spanId));
  const byParent = Map.groupBy(spans, (span) =>
    span.parentId !== null && known.has(span.parentId) ? span.parentId : '',
  );
  const left = new Set(spans);
  const nodes: Node[] = [];
  const visit = (span: TraceSpan, depth: number): void => {
    if (!left.delete(span)) return;
    nodes.push({ span, depth });
    for (const child of byParent.get(span.spanId) ?? []) visit(child, depth + 1);
  };
  const early = (a: TraceSpan, b: TraceSpan): number => a.startMs - b.startMs || a.endMs - b.endMs;
  for (const siblings of byParent.values()) siblings.sort(early);
  for (const root of byParent.get('') ?? []) visit(root, 0);
  // Spans that name each other as parents hang from no root; they are shown all the same.
  for (const span of [...left].sort(early)) visit(span, 0);
  return nodes;
};

const waitOf = (span: TraceSpan): number => {
  const wait = span.attributes[attributes.queueWaitMs];
  return typeof wait === 'number' && wait > 0 ? wait : 0;
};

const label = ({ span, depth }: Node): string => {
  const attempt = Number(span.attributes[attributes.attempt] ?? 1);
  const epoch = Number(span.attributes[attributes.epoch] ?? 1);
  const marks = [
    ...(attempt > 1 ? [`try ${attempt}`] : []),
    ...(epoch > 1 ? [`epoch ${epoch}`] : []),
    ...(span.failed ? [`✗ ${span.attributes['error.type'] ?? 'failed'}`] : []),
  ];
  return `${'  '.repeat(depth)}${oneLine(span.name)}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}`;
};

const duration = (ms: number): string =>
  ms >= 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${ms.toFixed(1)} ms`;

const verdictOf = (spans: TraceSpan[], completeness: Completeness): string => {
  if (isWhole(spans, completeness)) return 'complete: every hop that worked on the row, no orphan';
  const { orphans, missing } = completeness;
  const faults = [
    ...(orphans > 0 ? [`${orphans} spans without their parent`] : []),
    ...(missing.length > 0 ? [`no span of ${missing.join(', ')}`] : []),
  ];
  return `incomplete: ${faults.join('; ') || 'no spans'}`;
};

/** One time scale for all bars: `from` and `to` are columns from 0 to the width, `to` always behind `from`. */
const scaleOf = (spans: TraceSpan[], barWidth: number) => {
  const begin = Math.min(...spans.map((span) => span.startMs - waitOf(span)));
  const total = Math.max(0.001, Math.max(...spans.map((span) => span.endMs)) - begin);
  const column = (ms: number): number => Math.round(((ms - begin) / total) * barWidth);
  const bar = (span: TraceSpan): string => {
    const from = Math.min(barWidth - 1, column(span.startMs));
    const to = Math.max(from + 1, column(span.endMs));
    const waitFrom = Math.min(from, column(span.startMs - waitOf(span)));
    return ' '.repeat(waitFrom) + '░'.repeat(from - waitFrom) + '█'.repeat(to - from);
  };
  return { total, bar };
};

/**
 * A document's way as a tree with bars on one time scale: `░` is the wait in a queue, `█` is work. Says
 * `incomplete` where a hop or a parent is missing, and never shows such a trace as whole.
 *
 * @param width columns of the terminal; every line fits, down to 60
 */
export const renderWaterfall = (spans: TraceSpan[], completeness: Completeness, width: number): string => {
  const nodes = inOrder(spans);
  const labels = nodes.map(label);
  const waits = nodes.map(({ span }) => (waitOf(span) > 0 ? `+${duration(waitOf(span))} wait` : ''));
  const services = nodes.map(({ span }) => oneLine(span.service));
  const most = (texts: string[]): number => Math.max(0, ...texts.map(columnsOf));
  const serviceWidth = Math.min(14, most(services));
  const waitWidth = most(waits);
  const durationWidth = 10;
  const leastBar = 10;
  const rest = width - serviceWidth - waitWidth - durationWidth - 4;
  const nameWidth = Math.min(44, most(labels), Math.max(12, rest - leastBar));
  const barWidth = Math.max(leastBar, rest - nameWidth);
  const { total, bar } = scaleOf(spans, barWidth);
  const lines = nodes.map(({ span }, index) =>
    [
      pad(truncate(labels[index] ?? '', nameWidth), nameWidth),
      pad(truncate(services[index] ?? '', serviceWidth), serviceWidth),
      pad(bar(span), barWidth),
      duration(span.endMs - span.startMs).padStart(durationWidth),
      waits[index],
    ]
      .join(' ')
      .trimEnd(),
  );
  const scale = spans.length === 0 ? '' : ` over ${duration(total)}`;
  return [
    ...lines,
    '',
    `${spans.length} spans${scale}, ${verdictOf(spans, completeness)}`,
    '░ waiting in a queue   █ working',
  ].join('\n');
};
