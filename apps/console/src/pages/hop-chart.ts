import type { RowView } from '@rollcall/ledger';
import { hops, stepOf } from '@rollcall/pipeline';
import { barLine } from './bars.ts';
import { duration } from './format.ts';
import { type Html, html } from './html.ts';
import { scrolling } from './layout.ts';

/** Where a document's time went: for each hop the wait in its queue, hatched, apart from the work. */
export const hopChart = (timings: NonNullable<RowView['timings']>): Html => {
  const lines = hops.flatMap((hop) => {
    const timing = timings[hop];
    return timing === undefined ? [] : [{ hop, service: stepOf(hop).service, ...timing }];
  });
  const longest = Math.max(1, ...lines.map(({ queueMs, workMs }) => queueMs + workMs));
  const total = (pick: (line: (typeof lines)[number]) => number): string =>
    duration(lines.reduce((sum, line) => sum + pick(line), 0));
  return scrolling(
    'Time by hop',
    html`<table class="chart">
<thead><tr><th scope="col">Hop</th><th scope="col">Service</th><th scope="col" class="track">Waited in the queue, then worked</th>
<th scope="col" class="number">Wait</th><th scope="col" class="number">Work</th><th scope="col" class="number">Tries</th></tr></thead>
<tbody>
${lines.map(({ hop, service, queueMs, workMs, attempts }) => {
  const waited = queueMs / longest;
  return html`<tr>
<th scope="row">${hop}</th><td>${service}</td>
<td class="track">${barLine([
    { from: 0, to: waited, kind: 'wait', title: `waited ${duration(queueMs)}` },
    {
      from: waited,
      to: (queueMs + workMs) / longest,
      kind: `work ${service}`,
      title: `worked ${duration(workMs)}`,
    },
  ])}</td>
<td class="number">${duration(queueMs)}</td><td class="number">${duration(workMs)}</td>
<td class="number ${attempts === 1 ? 'zero' : ''}">${attempts}</td>
</tr>
`;
})}
</tbody>
<tfoot><tr><th scope="row">all</th><td></td><td class="track"></td>
<td class="number">${total((line) => line.queueMs)}</td><td class="number">${total((line) => line.workMs)}</td><td></td></tr></tfoot>
</table>`,
  );
};
