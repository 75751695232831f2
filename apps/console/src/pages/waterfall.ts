import { type Axis, type Tick, timeAxis } from '../trace/axis.ts';
import type { Completeness } from '../trace/completeness.ts';
import { consumedHop, endOf, epochOf, errorTypeOf, isError } from '../trace/span.ts';
import type { Placed } from '../trace/tree.ts';
import { waitsOf } from '../trace/waits.ts';
import { type Bar, barLine } from './bars.ts';
import { duration, percent, plural } from './format.ts';
import { type Content, type Html, html } from './html.ts';
import { scrolling } from './layout.ts';

const deepestIndent = 12;
const kinds = ['', 'internal', 'server', 'client', 'producer', 'consumer'];
const services = new Set([
  'gateway',
  'retriever',
  'redactor',
  'grounder',
  'model-proxy',
  'small-model',
  'benchmark',
]);

export type Waterfall = {
  placed: readonly Placed[];
  completeness: Completeness;
  /** All spans of the trace, those that are not drawn included. */
  total: number;
  /** The row was closed a moment ago: spans may still be on their way. */
  fresh: boolean;
};

/** A trace as indented lines over one time axis. */
export const waterfall = ({ placed, completeness, total, fresh }: Waterfall): Html => {
  const spans = placed.map(({ span }) => span);
  const waits = waitsOf(spans);
  const axis = timeAxis(
    spans.map((span) => ({ from: span.startMs - (waits.get(span.spanId) ?? 0), to: endOf(span) })),
  );
  const manyEpochs = new Set(spans.map(epochOf).filter((epoch) => epoch !== undefined)).size > 1;
  const behind = background(axis);
  return html`${notice(completeness, fresh)}
${
  placed.length > 0 &&
  scrolling(
    'Trace',
    html`<table class="chart waterfall">
<thead><tr><th scope="col">Span</th><th scope="col">Service</th><th scope="col" class="track">${scale(axis)}</th>
<th scope="col" class="number">Wait</th><th scope="col" class="number">Took</th></tr></thead>
<tbody>
${placed.map((place) => line(place, { axis, behind, waitMs: waits.get(place.span.spanId), manyEpochs }))}
</tbody></table>`,
  )
}
${total > placed.length && html`<p class="notice">The first ${placed.length} of ${plural(total, 'span')} are drawn.</p>`}`;
};

/** What is missing, said first: a trace that lacks spans is never shown as whole. */
const notice = (
  { complete, empty, missingHops, untakenHops, orphans }: Completeness,
  fresh: boolean,
): Content => {
  if (complete) return undefined;
  const late = fresh && html` The row was closed a moment ago: they may still be on their way.`;
  if (empty) {
    return html`<p class="notice warn"><b>Incomplete trace.</b> No span of it is here: none has arrived, or they are past their retention.${late}</p>`;
  }
  return html`<p class="notice warn"><b>Incomplete trace.</b>
${
  missingHops.length > 0 &&
  html`The row was worked on by ${missingHops.map((hop, index) => html`${index > 0 && ', '}<code>${hop}</code>`)}, but no span of ${missingHops.length === 1 ? 'this hop' : 'these hops'} has arrived.`
}
${
  untakenHops.length > 0 &&
  html`It was sent on to ${untakenHops.map((hop) => html`<code>${hop}</code>`)}, but no span shows that it was taken up there.`
}
${orphans > 0 && html`${plural(orphans, 'span')} below ${orphans === 1 ? 'names' : 'name'} a parent that has not arrived.`}${late}</p>`;
};

type LineParts = { axis: Axis; behind: Content; waitMs: number | undefined; manyEpochs: boolean };

const line = ({ span, depth, orphan }: Placed, { axis, behind, waitMs, manyEpochs }: LineParts): Html => {
  const failed = isError(span);
  const epoch = epochOf(span);
  const service = services.has(span.service) ? span.service : 'other';
  const bars: Bar[] = [
    {
      from: axis.at(span.startMs),
      to: axis.at(endOf(span)),
      kind: `work ${service} ${failed ? 'error' : ''}`,
      title: `${span.name}: ${duration(span.durationMs)}, from ${duration(span.startMs)} on`,
    },
  ];
  if (waitMs !== undefined && waitMs > 0) {
    bars.unshift({
      from: axis.at(span.startMs - waitMs),
      to: axis.at(span.startMs),
      kind: 'wait',
      title: `waited in the queue for ${duration(waitMs)}`,
    });
  }
  return html`<tr class="${failed && 'failed'}">
<th scope="row"><span class="in${Math.min(depth, deepestIndent)}"><span class="${consumedHop(span) === undefined ? 'span' : 'hop'}">${span.name}</span>
${span.kind > 1 && html`<small>${kinds[span.kind]}</small>`}
${manyEpochs && epoch !== undefined && html`<small class="tag">epoch ${epoch}</small>`}
${orphan && html`<small class="tag warn">no parent</small>`}
${failed && html`<small class="tag bad">${errorTypeOf(span) ?? 'error'}</small>`}</span></th>
<td><i class="dot ${service}"></i>${span.service}</td>
<td class="track">${barLine(bars, behind)}</td>
<td class="number">${waitMs === undefined ? '' : duration(waitMs)}</td>
<td class="number">${duration(span.durationMs)}</td>
</tr>
`;
};

/** Drawn behind every line: where the ticks are and which gaps are folded. */
const background = ({ ticks, breaks }: Axis): Content => [
  ticks.map(({ at }) => html`<line class="tick" x1="${percent(at)}" x2="${percent(at)}" y1="0" y2="100%"/>`),
  breaks.map(
    ({ from, to, skippedMs }) =>
      html`<rect class="break" x="${percent(from)}" width="${percent(to - from)}" height="100%"><title>${duration(skippedMs)} without work</title></rect>`,
  ),
];

/** Times since the first span; after a fold, since its end. */
const scale = (
  axis: Axis,
): Html => html`<svg class="line" width="100%" height="18" role="img" aria-label="Time since the trace began">
${axis.ticks.map((tick) => html`<text class="${anchorOf(tick)}" x="${percent(tick.at)}" y="12">${tickLabel(tick)}</text>`)}
</svg>`;

/** A stretch's first label stands beside the fold before it, the last label inside the chart. */
const anchorOf = ({ at, stretchMs }: Tick): string => {
  if (stretchMs === 0) return 'start';
  return at > 0.93 ? 'end' : 'middle';
};

const tickLabel = ({ ms, stretchMs, stretch }: Tick): string =>
  stretch > 0 && stretchMs > 0 ? `+${duration(stretchMs)}` : duration(ms);
