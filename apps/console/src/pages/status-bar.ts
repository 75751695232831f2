import { type Html, html } from './html.ts';

/** In the order in which they are drawn and listed. */
export const outcomes = ['answered', 'abstained', 'failed', 'lost', 'open'] as const;

export type OutcomeCounts = Record<(typeof outcomes)[number], number>;

/** How a run's documents ended as one stacked bar; the counts stand beside it as text. */
export const statusBar = (counts: OutcomeCounts): Html => {
  const total = Math.max(
    1,
    outcomes.reduce((sum, outcome) => sum + counts[outcome], 0),
  );
  let before = 0;
  const parts = outcomes.map((outcome) => {
    const x = (before / total) * 100;
    before += counts[outcome];
    return counts[outcome] > 0
      ? html`<rect class="${outcome}" x="${x}%" width="${(counts[outcome] / total) * 100}%" height="10"><title>${counts[outcome]} ${outcome}</title></rect>`
      : undefined;
  });
  return html`<svg class="bar" width="100%" height="10" aria-hidden="true">${parts}</svg>`;
};
