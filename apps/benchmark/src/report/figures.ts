import type { Summary } from './summary.ts';

/** How figures are written for people: one place, so that the terminal and the report agree. */
export const percent = (share: number | null): string =>
  share === null ? '–' : `${(share * 100).toFixed(1)} %`;

export const milliseconds = (value: number | null): string => {
  if (value === null) return '–';
  if (value >= 10_000) return `${(value / 1000).toFixed(1)} s`;
  return value >= 10 ? `${Math.round(value)} ms` : `${value.toFixed(1)} ms`;
};

/** What the policy on evidence did: `drop: 12 passages left out`. */
export const sufficiencyText = ({ sufficiency, passagesDropped, abstained }: Summary['policy']): string => {
  const done = [
    ...(passagesDropped > 0 ? [`${passagesDropped} passages left out`] : []),
    ...(abstained > 0 ? [`${abstained} abstained before the model`] : []),
  ];
  return [sufficiency, ...(done.length > 0 ? [done.join(', ')] : [])].join(': ');
};

/** What the policy on verdicts did: `retry: none 12, retried 3`. */
export const groundingText = ({ grounding, actions }: Summary['policy']): string =>
  [grounding ?? 'annotate', ...(Object.keys(actions).length > 0 ? [counts(actions)] : [])].join(': ');

/** What the judge cost, and where it could not be asked. */
export const judgeText = ({
  model,
  calls,
  callsLeft,
  tokens,
  claims,
  degradedByCode,
}: NonNullable<Summary['judge']>): string =>
  [
    ...(model === null ? [] : [model]),
    `${calls} calls${callsLeft === null ? '' : ` (${callsLeft} left)`}`,
    `${tokens} tokens`,
    `${claims} claims judged`,
    `degraded: ${counts(degradedByCode)}`,
  ].join(', ');

export const counts = (byName: Record<string, number>): string => {
  const entries = Object.entries(byName);
  return entries.length === 0 ? 'none' : entries.map(([name, count]) => `${name} ${count}`).join(', ');
};
