import { type Html, html } from './html.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const padded = (value: number): string => String(value).padStart(2, '0');

/** A duration in the unit that a reader would choose; milliseconds in, an en dash for none. */
export const duration = (ms: number | null | undefined): string => {
  if (ms === null || ms === undefined) return '–';
  if (ms < 1) return ms <= 0 ? '0 ms' : '<1 ms';
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (Math.round(ms) < SECOND) return `${Math.round(ms)} ms`;
  if (ms < 10 * SECOND) return `${(ms / SECOND).toFixed(2)} s`;
  if (ms < MINUTE) return `${(ms / SECOND).toFixed(1)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} m ${padded(Math.floor((ms % MINUTE) / SECOND))} s`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h ${padded(Math.floor((ms % HOUR) / MINUTE))} m`;
  return `${Math.floor(ms / DAY)} d ${padded(Math.floor((ms % DAY) / HOUR))} h`;
};

/** A whole number with thin spaces between its thousands. */
export const count = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : String(value).replace(/\B(?=(\d{3})+$)/g, '\u202f');

/** A share between 0 and 1 with two decimals. */
export const share = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : value.toFixed(2);

/** `1 document`, `2 documents`. */
export const plural = (value: number, noun: string): string =>
  `${count(value)} ${noun}${value === 1 ? '' : 's'}`;

/** A moment in UTC, to the second. */
export const moment = (date: Date | null): Html => {
  if (date === null) return html`–`;
  const iso = date.toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)}</time>`;
};

/** The first digits of an id, enough to tell its neighbours apart. */
export const shortId = (id: string): string => id.slice(0, 8);

/** A position between 0 and 1 as a percentage for an SVG attribute. */
export const percent = (position: number): string => `${(position * 100).toFixed(3)}%`;

/** A text of the program's own in which `words` between backticks are code. */
export const prose = (text: string): Html =>
  html`${text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
