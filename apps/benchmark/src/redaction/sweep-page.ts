import { style } from '../storm/page/style.ts';
import { escapeHtml, type Frame, near, shareAxes, xOf, yOf } from '../storm/page/svg.ts';
import type { SweepPoint } from './sweep.ts';

const curves = [
  { field: 'precision', name: 'precision', colour: 'c0' },
  { field: 'recall', name: 'recall', colour: 'c1' },
  { field: 'f1', name: 'F1', colour: 'c2' },
  { field: 'f2', name: 'F2', colour: 'c3' },
  { field: 'leaked', name: 'characters leaked', colour: 'failed' },
] as const satisfies readonly { field: keyof SweepPoint; name: string; colour: string }[];

const frame: Frame = {
  width: 900,
  height: 380,
  left: 44,
  right: 16,
  top: 16,
  bottom: 34,
  mostX: 1,
  mostY: 1,
};

/**
 * A sweep as one HTML file that loads nothing and runs nothing: the curves, and the same as a table. It has figures
 * only, none of the texts. Pure.
 */
export const sweepPage = (points: readonly SweepPoint[], about: { name: string; texts: number }): string => {
  const best = points.reduce<SweepPoint | undefined>(
    (one, other) => (one === undefined || other.f2 > one.f2 ? other : one),
    undefined,
  );
  const headline =
    best === undefined
      ? 'No thresholds'
      : `Best F2 ${best.f2.toFixed(3)} at a threshold of ${best.threshold}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(`${about.name}: ${headline}`)}</title>
<style>${style}</style>
</head>
<body>
<header><div>
<h1>${escapeHtml(headline)}</h1>
<p class="soft">${escapeHtml(about.name)}, ${about.texts.toLocaleString('en')} texts, micro figures by overlap</p>
</div></header>
<figure>
<figcaption><span class="legend">${curves
    .map(({ name, colour }) => `<span><i class="${colour}"></i>${name}</span>`)
    .join('')}</span></figcaption>
<svg viewBox="0 0 ${frame.width} ${frame.height}" role="img" aria-label="${escapeHtml(headline)}">
${shareAxes(frame)}
${curves.map(({ field, name, colour }) => line(points, field, name, colour)).join('\n')}
</svg>
</figure>
${table(points)}
<footer>Overlap: at least half of a span’s characters. The texts were analysed anew for every threshold.</footer>
</body>
</html>
`;
};

const line = (
  points: readonly SweepPoint[],
  field: keyof SweepPoint,
  name: string,
  colour: string,
): string => {
  const at = (point: SweepPoint) => ({
    x: near(xOf(frame, point.threshold)),
    y: near(yOf(frame, point[field])),
  });
  const path = points.map((point) => `${at(point).x},${at(point).y}`).join(' ');
  const dots = points.map((point) => {
    const { x, y } = at(point);
    const hint = `${name} ${point[field].toFixed(3)} at ${point.threshold}`;
    return `<circle cx="${x}" cy="${y}" r="3.5" fill="currentColor"><title>${escapeHtml(hint)}</title></circle>`;
  });
  return `<g class="${colour}"><polyline class="line" points="${path}"/>${dots.join('')}</g>`;
};

const table = (points: readonly SweepPoint[]): string => {
  const head = ['threshold', ...curves.map(({ name }) => name)];
  const rows = points.map((point) => [
    point.threshold.toFixed(1),
    ...curves.map(({ field }) => point[field].toFixed(3)),
  ]);
  return `<div class="scroll"><table><thead><tr>${head
    .map((cell) => `<th class="number">${cell}</th>`)
    .join('')}</tr></thead><tbody>${rows
    .map((row) => `<tr>${row.map((cell) => `<td class="number">${cell}</td>`).join('')}</tr>`)
    .join('')}</tbody></table></div>`;
};
