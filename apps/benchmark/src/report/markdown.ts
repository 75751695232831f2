import type { ScoredRow } from '../scoring/score-rows.ts';
import { counts, groundingText, judgeText, milliseconds, percent, sufficiencyText } from './figures.ts';
import type { Summary } from './summary.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/\s+/g, ' ');

const table = (header: string[], rows: string[][]): string =>
  [header, header.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');

/** `report.md`: the summary, the hops, every failure, every row. */
export const reportMarkdown = (summary: Summary, rows: ScoredRow[]): string => {
  const { speed } = summary;
  const failures = rows.filter((row) => row.failure);
  const parts = [
    `# Run ${summary.run}`,
    `Dataset \`${summary.dataset}\` (SHA-256 \`${summary.datasetSha256.slice(0, 16)}…\`), model \`${summary.model ?? 'default'}\`, opened ${summary.openedAt}.`,
    ...(summary.ended === null ? [] : [`Ended early: ${summary.ended}.`]),
    table(
      ['documents', 'answered', 'abstained', 'failed', 'lost', 'open'],
      [
        [
          summary.documents,
          summary.answered,
          summary.abstained,
          summary.failed,
          summary.lost,
          summary.open,
        ].map(String),
      ],
    ),
    table(
      ['measure', 'value', 'of'],
      [
        ['exact match', percent(summary.em), `${rows.length} rows`],
        ['token F1', percent(summary.f1), `${rows.length} rows`],
        ['exact match, answerable', percent(summary.answerable.em), `${summary.answerable.documents} rows`],
        ['token F1, answerable', percent(summary.answerable.f1), `${summary.answerable.documents} rows`],
        [
          'declined, unanswerable',
          String(summary.unanswerable.declined),
          `${summary.unanswerable.documents} rows`,
        ],
        ['answers borne out', String(summary.grounded.supported), `${summary.grounded.checked} checked`],
        ['passages that bring nothing', sufficiencyText(summary.policy), ''],
        ['answers not borne out', groundingText(summary.policy), ''],
        ...(summary.judge === null ? [] : [['judge', judgeText(summary.judge), '']]),
        ['planted values in masked prompts', String(summary.leaked), counts(summary.leakedByType)],
        ['masked values', counts(summary.redactionsByType), ''],
        ['model calls', String(summary.modelCalls), ''],
        ['tokens', `${summary.tokens.prompt} in, ${summary.tokens.completion} out`, ''],
        [
          'speed',
          `${speed.documentsPerSecond ?? '–'} documents/s, ${speed.wallSeconds} s`,
          `${speed.completion} complete, ${summary.reopened} rows opened again`,
        ],
      ],
    ),
    '## Hops',
    table(
      ['hop', 'documents', 'queue p50', 'p95', 'p99', 'work p50', 'p95', 'p99'],
      Object.entries(speed.hops).map(([hop, { queueMs, workMs }]) => [
        hop,
        `${workMs.count} of ${summary.documents}`,
        ...[queueMs.p50, queueMs.p95, queueMs.p99, workMs.p50, workMs.p95, workMs.p99].map(milliseconds),
      ]),
    ),
    ...(failures.length === 0
      ? []
      : [
          '## Failures',
          table(
            ['document', 'status', 'code', 'hop', 'trace'],
            failures.map((row) => [
              row.id,
              row.status,
              row.failure?.code ?? '',
              row.failure?.hop ?? '',
              row.traceId ?? '',
            ]),
          ),
        ]),
    '## Rows',
    table(
      ['document', 'status', 'EM', 'F1', 'grounded', 'leaked', 'trace'],
      rows.map((row) => [
        row.id,
        row.status,
        String(row.em),
        row.f1.toFixed(2),
        row.grounded === null ? '' : String(row.grounded),
        String(row.leaked),
        row.traceId ?? '',
      ]),
    ),
  ];
  return `${parts.join('\n\n')}\n`;
};
