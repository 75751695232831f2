import { catalogue, isFailureCode } from '@rollcall/failures';
import type { RowView } from '@rollcall/ledger';
import { evidence, type Verdict, type VerdictAction, verdict } from '@rollcall/pipeline';
import type { RowEvent } from '../store/row-history.ts';
import { answerText, claimTable } from './answer.ts';
import { hatching } from './bars.ts';
import { count, duration, moment, prose, share, shortId } from './format.ts';
import { hopChart } from './hop-chart.ts';
import { type Content, type Html, html } from './html.ts';
import { badge, fact, page, scrolling } from './layout.ts';
import { type Waterfall, waterfall } from './waterfall.ts';

const refreshSeconds = 5;

export type RowPageParts = {
  row: RowView;
  history: RowEvent[];
  /** Undefined where the row names no trace. */
  trace: Waterfall | undefined;
};

/** One document's way: how it ended and why, what the model was asked and said, where the time went. */
export const rowPage = ({ row, history, trace }: RowPageParts): Html => {
  const name = row.documentId ?? shortId(row.id);
  const judged = verdict.safeParse(row.verdict).data;
  return page({
    title: name,
    path: row.runId === null ? [] : [{ href: `/runs/${row.runId}`, label: `Run ${shortId(row.runId)}` }],
    refreshSeconds: row.status === 'open' ? refreshSeconds : undefined,
    content: html`${hatching}
<h1>${name} ${badge(row.status)}</h1>
${row.failure && failureNotice(row.failure)}
${facts(row, judged)}
${answer(row, judged)}
${prompt(row)}
${row.timings && row.status !== 'open' && html`<h2>Time by hop</h2>${hopChart(row.timings)}`}
${history.length > 0 && html`<h2>Earlier outcomes</h2>${historyTable(history)}`}
<h2 id="trace">Trace ${row.traceId !== null && html`<span class="id quiet">${row.traceId}</span>`}</h2>
${trace ? waterfall(trace) : html`<p class="notice warn"><b>No trace.</b> The row names none: it was opened without tracing.</p>`}`,
  });
};

const failureNotice = (
  failure: NonNullable<RowView['failure']>,
): Html => html`<div class="notice bad" role="alert">
<p><code>${failure.code}</code>${failure.hop !== null && html` at <b>${failure.hop}</b>`}</p>
<p>${failure.message}</p>
${isFailureCode(failure.code) && html`<p class="remedy">${prose(catalogue[failure.code].remedy)}</p>`}
${
  failure.details &&
  html`<dl class="facts">${Object.entries(failure.details).map(([key, value]) => fact(key, [value].flat().join(', ')))}</dl>`
}
</div>`;

const facts = (row: RowView, judged: Verdict | undefined): Html => {
  const found = evidence.safeParse(row.evidence).data;
  const masked = Object.entries(row.redactions ?? {}).filter(([, values]) => values > 0);
  return html`<dl class="facts">
${fact('Row', html`<span class="id">${row.id}</span>`)}
${fact('Opened (UTC)', moment(row.openedAt))}
${fact('Took', row.closedAt && duration(row.closedAt.getTime() - row.openedAt.getTime()))}
${fact('Stands at', row.status === 'open' && (row.hop ?? 'not begun'))}
${fact('Abstained by', row.abstainedBy)}
${fact('Collection', row.collection)}
${fact('Model', row.model)}
${fact('Model calls', row.modelCalls > 0 && count(row.modelCalls))}
${fact('First token', row.ttftMs !== null && duration(row.ttftMs))}
${fact('Tokens', row.promptTokens !== null && `${count(row.promptTokens)} in, ${count(row.completionTokens)} out`)}
${fact('Finish reason', row.finishReason)}
${fact('Evidence', found && `${share(found.score)}, ${found.sufficient ? 'sufficient' : 'not sufficient'}`)}
${fact('Unhelpful passages', found?.dropped && `${count(found.dropped.length)} left out of the prompt`)}
${fact('Grounded', judged && `${share(judged.score)}, ${judged.supported ? 'borne out' : 'not borne out'}${judged.degraded ? ', degraded' : ''}`)}
${fact('Verdict', judged?.action && actionText(judged.action))}
${fact('Degraded by', judged?.degradedBy?.map(({ code }) => code).join(', '))}
${fact(
  'Redactions',
  masked.length > 0 &&
    masked.map(([type, values]) => html`<span class="tag">${type} ${count(values)}</span> `),
)}
${fact('Epoch', row.epoch > 1 && row.epoch)}
</dl>`;
};

const did: Record<VerdictAction['did'], string> = {
  none: 'nothing had to be done',
  removed: 'unsupported sentences were taken out',
  retried: 'the model was asked once more',
  kept_first: 'the model was asked once more, the first answer was better',
  retry_failed: 'asking the model once more failed',
  retry_skipped: 'there was no room to ask the model once more',
  blocked: 'the answer was withheld',
};

const actionText = ({ policy, did: done, code, removed = [] }: VerdictAction): Content => [
  `${policy}: ${did[done]}${code === undefined ? '' : ` (${code})`}`,
  removed.map(
    ({ text, reasons }) => html`<br><del>${text}</del> <span class="quiet">${reasons.join(', ')}</span>`,
  ),
];

const answer = (row: RowView, judged: Verdict | undefined): Content => [
  row.answer !== null && html`<h2>Answer</h2>${answerText(row.answer, judged)}`,
  judged &&
    judged.claims.length > 0 &&
    html`<h2>Claims</h2>${claimTable(judged, row.maskedPrompt?.sources ?? [])}`,
];

/** Shown as the model saw it: masked. */
const prompt = (row: RowView): Content =>
  row.maskedPrompt &&
  html`<details class="prompt"><summary><h2>Masked prompt</h2></summary>
${row.maskedPrompt.messages.map(({ role, content }) => html`<h3>${role}</h3><pre>${content}</pre>`)}
</details>`;

const kinds: Record<RowEvent['kind'], string> = {
  reopened: 'opened again by a person',
  reconciled: 'put back by the sweep',
  late_close: 'a close that came late and changed nothing',
};

const historyTable = (history: RowEvent[]): Html =>
  scrolling(
    'Earlier outcomes',
    html`<table>
<thead><tr><th scope="col">When (UTC)</th><th scope="col">What</th><th scope="col" class="number">Epoch</th><th scope="col">Status</th>
<th scope="col">Code</th><th scope="col">Hop</th><th scope="col" class="number">Model calls</th></tr></thead>
<tbody>
${history.map(
  (event) => html`<tr>
<td>${moment(event.recordedAt)}</td><td>${kinds[event.kind]}</td><td class="number">${event.epoch}</td>
<td>${event.status === null ? '–' : badge(event.status)}</td>
<td>${event.code === null ? '–' : html`<code>${event.code}</code>`}</td><td>${event.hop ?? '–'}</td>
<td class="number">${event.modelCalls}</td>
</tr>
`,
)}
</tbody></table>`,
  );
