import { percent } from './format.ts';
import { type Content, type Html, html } from './html.ts';

/** One drawn stretch; positions between 0 and 1. */
export type Bar = { from: number; to: number; kind: string; title: string };

/** Thinner than this nothing can be seen: a span of a microsecond still gets a mark. */
const thinnest = 0.0015;

/**
 * The pattern that says "waited, did not work". It is defined once a page; every chart refers to it, and
 * its colour comes from the stylesheet.
 */
export const hatching: Html = html`<svg class="unseen" aria-hidden="true" width="0" height="0"><defs>
<pattern id="wait" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch-ground" width="6" height="6"/><rect class="hatch" width="2" height="6"/></pattern>
</defs></svg>`;

/** One line of a chart. It is drawn in percent of its cell, so that hatching and text are never stretched. */
export const barLine = (bars: readonly Bar[], behind: Content = undefined): Html =>
  html`<svg class="line" width="100%" height="25" aria-hidden="true">${behind}${bars.map(drawn)}</svg>`;

const drawn = ({ from, to, kind, title }: Bar): Content =>
  html`<rect class="${kind}" x="${percent(from)}" y="6" width="${percent(Math.max(to - from, thinnest))}" height="13" rx="2"><title>${title}</title></rect>`;
