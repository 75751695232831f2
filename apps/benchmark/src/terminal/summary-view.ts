import {
  counts,
  groundingText,
  judgeText,
  milliseconds,
  percent,
  sufficiencyText,
} from '../report/figures.ts';
import type { Summary } from '../report/summary.ts';
import type { ScoredRow } from '../scoring/score-rows.ts';
import { paint, widthOf } from './style.ts';
import { type Cell, renderTable } from './table.ts';

/** Rows shown as a sample, and failures shown before the rest is left to the file. */
const sampleRows = 8;
const shownFailures = 12;

const statusColour = {
  answered: 'green',
  abstained: 'yellow',
  failed: 'red',
  lost: 'magenta',
  open: 'gray',
} as const;

const status = ({ status: text }: ScoredRow): Cell => ({ text, format: statusColour[text] });

const headline = (summary: Summary): string => {
  const complete = summary.answered + summary.abstained === summary.documents;
  const text = `${summary.answered + summary.abstained} of ${summary.documents} documents answered the roll call`;
  return paint(complete ? ['bold', 'green'] : ['bold', 'red'], text);
};

const figures = (summary: Summary): string => {
  const { speed } = summary;
  const rows: [string, string][] = [
    ...(summary.ended === null ? [] : [['ended early', summary.ended] as [string, string]]),
    [
      'rows',
      `answered ${summary.answered}, abstained ${summary.abstained}, failed ${summary.failed}, lost ${summary.lost}${summary.open > 0 ? `, open ${summary.open}` : ''}`,
    ],
    ['exact match / F1', `${percent(summary.em)} / ${percent(summary.f1)} of all rows`],
    [
      '  answerable',
      `${percent(summary.answerable.em)} / ${percent(summary.answerable.f1)} of ${summary.answerable.documents}`,
    ],
    ['  unanswerable', `${summary.unanswerable.declined} of ${summary.unanswerable.documents} declined`],
    ['borne out', `${summary.grounded.supported} of ${summary.grounded.checked} checked answers`],
    ['  policies', `${sufficiencyText(summary.policy)}; ${groundingText(summary.policy)}`],
    ...(summary.judge === null ? [] : [['judge', judgeText(summary.judge)] as [string, string]]),
    ['masked', counts(summary.redactionsByType)],
    ['leaked', summary.leaked === 0 ? '0' : `${summary.leaked} (${counts(summary.leakedByType)})`],
    [
      'model',
      `${summary.modelCalls} calls, ${summary.tokens.prompt} tokens in, ${summary.tokens.completion} out, first token p50 ${milliseconds(speed.ttftMs.p50)}`,
    ],
    [
      'speed',
      `${speed.documentsPerSecond ?? '–'} documents/s over ${speed.wallSeconds} s, ${speed.completion} complete${summary.reopened > 0 ? `, ${summary.reopened} opened again` : ''}`,
    ],
    ...(Object.keys(summary.failuresByCode).length > 0
      ? [['failures', counts(summary.failuresByCode)] as [string, string]]
      : []),
  ];
  const most = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${paint('dim', name.padEnd(most))}  ${value}`).join('\n');
};

const hopTable = (summary: Summary): string =>
  renderTable(
    [
      { title: 'hop' },
      { title: 'documents', align: 'right' },
      { title: 'queue p50', align: 'right' },
      { title: 'p95', align: 'right' },
      { title: 'p99', align: 'right' },
      { title: 'work p50', align: 'right' },
      { title: 'p95', align: 'right' },
      { title: 'p99', align: 'right' },
    ],
    Object.entries(summary.speed.hops).map(([hop, { queueMs, workMs }]) => [
      hop,
      `${workMs.count} of ${summary.documents}`,
      ...[queueMs.p50, queueMs.p95, queueMs.p99, workMs.p50, workMs.p95, workMs.p99].map(milliseconds),
    ]),
    widthOf(),
  );

const failureTable = (rows: ScoredRow[]): string =>
  renderTable(
    [
      { title: 'document', flexible: true },
      { title: 'status' },
      { title: 'code' },
      { title: 'hop' },
      { title: 'row' },
    ],
    rows
      .slice(0, shownFailures)
      .map((row) => [row.id, status(row), row.failure?.code ?? '', row.failure?.hop ?? '', row.rowId]),
    widthOf(),
  );

const sampleTable = (rows: ScoredRow[]): string => {
  const step = Math.max(1, Math.floor(rows.length / sampleRows));
  const sample = rows.filter((_row, index) => index % step === 0).slice(0, sampleRows);
  return renderTable(
    [
      { title: 'document', flexible: true },
      { title: 'status' },
      { title: 'F1', align: 'right' },
      { title: 'answer', flexible: true },
      { title: 'expected', flexible: true },
      { title: 'row' },
    ],
    sample.map((row) => [
      row.id,
      status(row),
      row.f1.toFixed(2),
      row.answer ?? '',
      row.answerable ? (row.expected[0] ?? '') : '(not answerable)',
      row.rowId,
    ]),
    widthOf(),
  );
};

/** What a person sees after a run: the summary, the hops, the failures if any, and a sample of rows. */
export const renderSummary = (summary: Summary, rows: ScoredRow[], folder: string): string => {
  const failures = rows.filter((row) => row.failure);
  return [
    headline(summary),
    figures(summary),
    hopTable(summary),
    ...(failures.length > 0
      ? [
          `${paint('bold', 'Failures')}${failures.length > shownFailures ? ` (${shownFailures} of ${failures.length}; the rest is in rows.jsonl)` : ''}`,
          failureTable(failures),
        ]
      : []),
    paint('bold', 'A sample of rows'),
    sampleTable(rows),
    paint('dim', `All rows: ${folder}/rows.jsonl, rows.csv, summary.json, report.md`),
  ].join('\n\n');
};
