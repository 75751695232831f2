const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for HTML, attributes included. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (one) => entities[one] ?? one);

/** A number with one digit at most: coordinates need no more. */
export const near = (value: number): string => String(Math.round(value * 10) / 10);

/** The chart's measures in its own units; the page scales it. */
export type Frame = {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** The values at the right end and at the top. */
  mostX: number;
  mostY: number;
};

export const xOf = (frame: Frame, value: number): number =>
  frame.left + (value / Math.max(1e-9, frame.mostX)) * (frame.width - frame.left - frame.right);

export const yOf = (frame: Frame, value: number): number =>
  frame.height -
  frame.bottom -
  (value / Math.max(1e-9, frame.mostY)) * (frame.height - frame.top - frame.bottom);

/** Parts of one, as they stand beside an axis. */
const shares = [0, 0.2, 0.4, 0.6, 0.8, 1];

/** Axes of shares: both ends are 0 and 1, with a line across at each step upwards. */
export const shareAxes = (frame: Frame): string =>
  shares
    .map((share) => {
      const y = near(yOf(frame, share));
      const x = near(xOf(frame, share));
      return `<line class="grid" x1="${frame.left}" x2="${frame.width - frame.right}" y1="${y}" y2="${y}"/>
<text class="axis" x="${frame.left - 6}" y="${y}" text-anchor="end" dominant-baseline="middle">${share}</text>
<text class="axis" x="${x}" y="${frame.height - 14}" text-anchor="middle">${share}</text>`;
    })
    .join('\n');

/**
 * Round steps from 0 to at least `most`, about `count` of them: 1, 2 or 5 times a power of ten (after Heckbert,
 * "Nice Numbers for Graph Labels", Graphics Gems, 1990).
 */
export const ticks = (most: number, count: number): number[] => {
  if (most <= 0) return [0, 1];
  const rough = most / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, index) => index * step);
};
