import { catalogue, isFailureCode } from '@rollcall/failures';
import type { RunView } from '@rollcall/ledger';
import type { FailureGroup, RowFilter, RowLine, RowPage } from '../store/rows-of-run.ts';
import { count, duration, moment, plural, prose, share, shortId } from './format.ts';
import { type Content, type Html, html } from './html.ts';
import { badge, fact, page, scrolling } from './layout.ts';
import { modelOf, runDuration } from './runs-page.ts';
import { outcomes, statusBar } from './status-bar.ts';

const refreshSeconds = 5;

export type RunPage = { run: RunView; failures: FailureGroup[]; filter: RowFilter; rows: RowPage };

/** One run: how it went, why documents failed, and its rows. */
export const runPage = ({ run, failures, filter, rows }: RunPage): Html =>
  page({
    title: `Run ${shortId(run.id)}`,
    refreshSeconds: run.open > 0 ? refreshSeconds : undefined,
    content: html`
<h1>Run <span class="id">${shortId(run.id)}</span></h1>
<dl class="facts">
${fact('Dataset', run.dataset)}
${fact('Model', modelOf(run))}
${fact('Collection', run.collection)}
${fact('Documents', count(run.documents))}
${fact('Opened (UTC)', moment(run.openedAt))}
${fact('Took', run.closedAt === null ? 'still open' : duration(runDuration(run)))}
</dl>
${statusBar(run)}
${statusFilter(run, filter)}
${failures.length > 0 && failureTable(run, failures)}
<h2>Rows${filter.code !== undefined && html` with <code>${filter.code}</code> <a class="clear" href="${address(run, {})}">show all</a>`}</h2>
${rows.rows.length === 0 ? html`<p class="empty">No rows here.</p>` : scrolling('Rows', rowTable(rows.rows))}
${pageLinks(run, filter, rows)}`,
  });

type Query = { status?: string | undefined; code?: string | undefined; page?: number };

const address = (run: RunView, query: Query): string => {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, String(value));
  return search.size > 0 ? `/runs/${run.id}?${search}` : `/runs/${run.id}`;
};

const statusFilter = (run: RunView, filter: RowFilter): Html => {
  const chosen = filter.status ?? (filter.code === undefined ? 'all' : undefined);
  const link = (label: string, href: string, rows: number): Html =>
    html`<a class="choice ${label}" href="${href}" ${chosen === label && html`aria-current="true"`}><i></i>${label} <b>${count(rows)}</b></a>`;
  return html`<nav class="choices" aria-label="Rows by status">
${link('all', address(run, {}), run.documents)}
${outcomes.map((outcome) => link(outcome, address(run, { status: outcome }), run[outcome]))}
</nav>`;
};

const failureTable = (run: RunView, failures: FailureGroup[]): Html => html`<h2>Why rows failed</h2>
${scrolling(
  'Why rows failed',
  html`<table>
<thead><tr><th scope="col">Code</th><th scope="col">Hop</th><th scope="col" class="number">Rows</th><th scope="col">What it means, what helps</th></tr></thead>
<tbody>
${failures.map(
  ({ code, hop, rows }) => html`<tr>
<td><a href="${address(run, { code })}"><code>${code}</code></a></td>
<td>${hop ?? '–'}</td>
<td class="number">${count(rows)}</td>
<td class="prose">${meaningOf(code)}</td>
</tr>`,
)}
</tbody></table>`,
)}`;

/** Message and remedy of a code; a row may carry one of another version of Rollcall. */
const meaningOf = (code: string): Content =>
  isFailureCode(code)
    ? html`${catalogue[code].message} <span class="quiet">${prose(catalogue[code].remedy)}</span>`
    : html`<span class="quiet">This version’s catalogue does not have this code.</span>`;

const rowTable = (rows: RowLine[]): Html => html`<table>
<thead><tr>
<th scope="col">Document</th><th scope="col">Status</th><th scope="col">Code</th><th scope="col">Hop</th>
<th scope="col" class="number">Grounded</th><th scope="col" class="number">Redactions</th>
<th scope="col" class="number">Epoch</th><th scope="col" class="number">Took</th><th scope="col">Trace</th>
</tr></thead>
<tbody>
${rows.map(
  (row) => html`<tr>
<td><a href="/rows/${row.id}">${row.documentId ?? shortId(row.id)}</a></td>
<td>${badge(row.status)}</td>
<td>${row.code === null ? '–' : html`<code>${row.code}</code>`}</td>
<td>${row.hop ?? '–'}</td>
<td class="number">${share(row.grounded)}</td>
<td class="number">${count(row.redactions)}</td>
<td class="number ${row.epoch === 1 ? 'zero' : ''}">${row.epoch}</td>
<td class="number">${duration(row.durationMs)}</td>
<td>${row.traceId === null ? '–' : html`<a class="id" href="/rows/${row.id}#trace">${shortId(row.traceId)}</a>`}</td>
</tr>
`,
)}
</tbody></table>`;

const pageLinks = (run: RunView, filter: RowFilter, rows: RowPage): Html => {
  const to = (number: number): string =>
    address(run, { status: filter.status, code: filter.code, page: number });
  return html`<nav class="pages" aria-label="Pages">
${rows.page > 1 && html`<a href="${to(rows.page - 1)}">Previous</a>`}
<span>${plural(rows.total, 'row')}${rows.pages > 1 && html`, page ${rows.page} of ${rows.pages}`}</span>
${rows.page < rows.pages && html`<a href="${to(rows.page + 1)}">Next</a>`}
</nav>`;
};
