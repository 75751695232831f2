import type { Estimate } from '../evaluation/bootstrap.ts';
import type { RedactionEvaluation } from '../redaction/evaluate-redaction.ts';
import type { Quality } from '../redaction/score.ts';
import { renderTable } from './table.ts';

const share = (value: Estimate | null): string => (value === null ? '-' : value.mean.toFixed(3));
const interval = (value: Estimate | null): string =>
  value === null ? '' : `${value.low.toFixed(3)} to ${value.high.toFixed(3)}`;
const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
const fields = ['precision', 'recall', 'f1', 'f2'] as const;

const figures = (quality: Quality): string[] => fields.map((field) => share(quality[field]));

/** An evaluation of redaction: a table by type, one over all types by way of counting, and what is neither. */
export const renderRedaction = (evaluation: RedactionEvaluation, width: number): string => {
  const { types, micro, anyType, leaked, clean, latencyMs, texts, expected, megabytesPerSecond } = evaluation;
  const right = (title: string) => ({ title, align: 'right' as const });
  const byType = renderTable(
    [
      { title: 'type (overlap)', flexible: true },
      ...['marked', 'found', 'precision', 'recall', 'F1', 'F2', 'F1 exact', 'masked'].map(right),
      right('95 % of F1'),
    ],
    types.map((type) => [
      type.type,
      String(type.expected),
      String(type.found),
      ...figures(type.overlap),
      share(type.exact.f1),
      share(type.masked),
      interval(type.overlap.f1),
    ]),
    width,
  );
  const over = renderTable(
    [
      { title: 'all types' },
      ...['precision', 'recall', 'F1', 'F2'].map(right),
      right('95 % of F1'),
      right('95 % of F2'),
    ],
    (
      [
        ['overlap', micro.overlap],
        ['exact', micro.exact],
        ['tokens', micro.tokens],
        ['tokens, any type', anyType],
      ] as const
    ).map(([name, quality]) => [name, ...figures(quality), interval(quality.f1), interval(quality.f2)]),
    width,
  );
  const ms = (value: number | null): string => (value === null ? '-' : value.toFixed(1));
  return [
    byType,
    '',
    over,
    '',
    leakLine(leaked),
    cleanLine(clean),
    `${texts.toLocaleString('en')} texts, ${expected.toLocaleString('en')} marked values. One request after the other: p50 ${ms(latencyMs.p50)}, p95 ${ms(latencyMs.p95)}, p99 ${ms(latencyMs.p99)} ms, ${megabytesPerSecond.toFixed(3)} MB/s.`,
  ].join('\n');
};

const leakLine = ({ characters, expected, share: estimate }: RedactionEvaluation['leaked']): string =>
  estimate === null
    ? 'No characters are marked.'
    : `Leaked: ${characters.toLocaleString('en')} of ${expected.toLocaleString('en')} marked characters, ${percent(estimate.mean)} (${percent(estimate.low)} to ${percent(estimate.high)}).`;

const cleanLine = ({ texts, flagged, share: estimate }: RedactionEvaluation['clean']): string =>
  estimate === null
    ? 'Every text has a marked value.'
    : `Of ${texts.toLocaleString('en')} texts without a marked value ${flagged.toLocaleString('en')} were flagged, ${percent(estimate.mean)} (${percent(estimate.low)} to ${percent(estimate.high)}).`;
