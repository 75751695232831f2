import type { RunView } from '@rollcall/ledger';
import { count, duration, moment, shortId } from './format.ts';
import { type Content, type Html, html } from './html.ts';
import { page, scrolling } from './layout.ts';
import { outcomes, statusBar } from './status-bar.ts';

const refreshSeconds = 5;

/** The model that a run was started with, where its settings name one. */
export const modelOf = (run: RunView): string | undefined =>
  typeof run.settings.model === 'string' ? run.settings.model : undefined;

/** From opening to the last close; undefined while documents are open. */
export const runDuration = (run: RunView): number | null =>
  run.closedAt === null ? null : run.closedAt.getTime() - run.openedAt.getTime();

export type RunsPage = { runs: RunView[]; page: number; more: boolean };

/** All runs, the newest first. */
export const runsPage = ({ runs, page: number, more }: RunsPage): Html =>
  page({
    title: 'Runs',
    refreshSeconds: runs.some((run) => run.open > 0) ? refreshSeconds : undefined,
    content: html`
<h1>Runs</h1>
${
  runs.length === 0
    ? html`<p class="empty">No run yet. <code>rollcall run</code> starts one; it appears here as soon as its documents are called.</p>`
    : scrolling('Runs', runsTable(runs))
}
<nav class="pages" aria-label="Pages">
${number > 1 && html`<a href="/?page=${number - 1}">Newer runs</a>`}
${more && html`<a href="/?page=${number + 1}">Older runs</a>`}
</nav>`,
  });

const runsTable = (runs: RunView[]): Html => html`<table>
<thead><tr>
<th scope="col">Run</th><th scope="col">Dataset</th><th scope="col">Model</th>
<th scope="col" class="number">Documents</th><th scope="col" class="wide">Outcome</th>
${outcomes.map((outcome) => html`<th scope="col" class="number">${outcome}</th>`)}
<th scope="col">Opened (UTC)</th><th scope="col" class="number">Took</th>
</tr></thead>
<tbody>
${runs.map(runLine)}
</tbody>
</table>`;

const runLine = (run: RunView): Content => html`<tr>
<td><a class="id" href="/runs/${run.id}">${shortId(run.id)}</a></td>
<td>${run.dataset}</td>
<td>${modelOf(run) ?? '–'}</td>
<td class="number">${count(run.documents)}</td>
<td class="wide">${statusBar(run)}</td>
${outcomes.map(
  (outcome) =>
    html`<td class="number ${run[outcome] === 0 ? 'zero' : ''}">${
      run[outcome] === 0 ? '0' : html`<a href="/runs/${run.id}?status=${outcome}">${count(run[outcome])}</a>`
    }</td>`,
)}
<td>${moment(run.openedAt)}</td>
<td class="number">${run.closedAt === null ? html`<span class="quiet">open</span>` : duration(runDuration(run))}</td>
</tr>
`;
