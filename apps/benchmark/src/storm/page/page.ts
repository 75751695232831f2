import { serverPeak } from '../curve.ts';
import { answeredOf } from '../outcome.ts';
import { commandOf, type StormReport } from '../storm-report.ts';
import { memoryChart, poolCharts, queueChart, rowsChart, serverCharts, waitChart } from './charts.ts';
import { style } from './style.ts';
import { escapeHtml } from './svg.ts';

const SECOND = 1000;

/**
 * A storm as one HTML file: the verdict on top, then the curves. It loads nothing and runs nothing, so that it
 * can be kept, sent and opened anywhere. No document's text is in it. Pure.
 */
export const stormPage = (report: StormReport): string => {
  const { verdict, outcome, plan, startedAt, id } = report;
  const headline = `${answeredOf(outcome)} of ${outcome.documents} documents answered the roll call`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${verdict}: ${escapeHtml(headline)}</title>
<style>${style}</style>
</head>
<body>
<header>
<span class="badge ${verdict}">${verdict}</span>
<div>
<h1>${escapeHtml(headline)}</h1>
<p class="soft"><code>${escapeHtml(commandOf(plan))}</code></p>
</div>
</header>
${reasonList(report)}
${tiles(report)}
${rowsChart(report)}
<h2>Connections of each pool</h2>
<div class="grid3">
${poolCharts(report)}
</div>
<h2>Servers, waits and queue</h2>
<div class="grid2">
${serverCharts(report)}
${queueChart(report)}
${waitChart(report)}
</div>
<h2>Memory</h2>
${memoryChart(report)}
${failureTable(report)}
${leakTable(report)}
<footer>Storm <code>${escapeHtml(id)}</code>, ${escapeHtml(startedAt)}, dataset ${escapeHtml(plan.dataset)}, small model.
The dotted line is the last answer, dashed lines are bounds. Every figure is in <code>storm.json</code> beside this page.</footer>
</body>
</html>
`;
};

const reasonList = ({ reasons }: StormReport): string =>
  reasons.length === 0
    ? ''
    : `<ul class="reasons">${reasons.map((reason) => `<li>${escapeHtml(reason)}</li>`).join('')}</ul>`;

const tiles = ({ outcome, samples, bounds }: StormReport): string => {
  const { rows, documents, stormMs } = outcome;
  const perSecond = (documents / Math.max(1, stormMs)) * SECOND;
  const tile = (name: string, value: string, mood = ''): string =>
    `<div class="tile ${mood}"><b>${escapeHtml(value)}</b>${escapeHtml(name)}</div>`;
  const servers = Object.entries(bounds.servers).map(([server, most]) => {
    const peak = serverPeak(samples, server, most);
    return tile(`connections, ${server}`, `${peak} of ${most}`, peak >= most ? 'bad' : '');
  });
  return `<div class="tiles">${[
    tile('answered', String(rows.answered), rows.answered + rows.abstained === documents ? 'good' : ''),
    tile('abstained', String(rows.abstained)),
    tile('failed or lost', String(rows.failed + rows.lost), rows.failed + rows.lost > 0 ? 'bad' : ''),
    tile('never closed', String(documents - rows.answered - rows.abstained - rows.failed - rows.lost)),
    tile('until the last answer', `${(stormMs / SECOND).toFixed(1)} s`),
    tile('documents a second', perSecond.toFixed(1)),
    ...servers,
  ].join('')}</div>`;
};

const table = (title: string, head: string[], rows: string[][]): string =>
  `<h2>${escapeHtml(title)}</h2><div class="scroll"><table><thead><tr>${head
    .map((cell) => `<th>${escapeHtml(cell)}</th>`)
    .join('')}</tr></thead><tbody>${rows
    .map((row) => `<tr>${row.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`)
    .join('')}</tbody></table></div>`;

/** The codes of rows that failed, with the time of the first one. */
const failureTable = ({ samples, outcome }: StormReport): string => {
  if (Object.keys(outcome.failures).length === 0) return '';
  const since = (code: string): string => {
    const first = samples.find(({ failures }) => (failures[code] ?? 0) > 0);
    return first === undefined ? '' : `${(first.atMs / SECOND).toFixed(1)} s`;
  };
  return table(
    'Rows that failed',
    ['code', 'rows', 'first seen at'],
    Object.entries(outcome.failures).map(([code, count]) => [code, String(count), since(code)]),
  );
};

const leakTable = ({ samples }: StormReport): string => {
  const leaks = samples.at(-1)?.leaks ?? [];
  if (leaks.length === 0) return '';
  return table(
    'Connections that were kept too long',
    ['pool', 'borrowed at', 'connections'],
    leaks.map(({ pool, site, count }) => [pool, site, String(count)]),
  );
};
