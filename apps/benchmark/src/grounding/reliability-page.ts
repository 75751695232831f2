import { style } from '../storm/page/style.ts';
import { escapeHtml, type Frame, near, shareAxes, xOf, yOf } from '../storm/page/svg.ts';
import type { Calibration, CalibrationBin } from './calibration.ts';
import type { GroundingEvaluation } from './evaluate-grounding.ts';
import type { ClassesScore, SetScore } from './score-classes.ts';

type Curve = { name: string; colour: string; calibration: Calibration };

const frame: Frame = {
  width: 560,
  height: 420,
  left: 44,
  right: 16,
  top: 16,
  bottom: 34,
  mostX: 1,
  mostY: 1,
};

const bars: Frame = { ...frame, height: 110, top: 6, bottom: 14 };

/**
 * How far scores are probabilities, as one HTML file that loads nothing and runs nothing: a reliability diagram
 * (DeGroot and Fienberg, The Statistician 32, 1983), how many rows stand behind each point, and the same as tables. It
 * has figures only, none of the texts. Pure.
 */
export const reliabilityPage = ({ answers, questions }: GroundingEvaluation, name: string): string => {
  const parts = [
    answers === null ? '' : section('Answers', 'grounded', answers),
    questions === null ? '' : section('Questions', 'answerable', questions),
  ];
  const errors = Object.entries({ answers, questions }).flatMap(([name, score]) => {
    const calibration = score?.calibration;
    return calibration == null ? [] : [`${name} ${calibration.equally.error.toFixed(3)}`];
  });
  const title =
    errors.length === 0
      ? 'No calibration: no set has both classes'
      : `Expected calibration error: ${errors.join(', ')}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(`${name}: ${title}`)}</title>
<style>${style}</style>
</head>
<body>
<header><div>
<h1>${escapeHtml(title)}</h1>
<p class="soft">${escapeHtml(name)}</p>
</div></header>
${parts.join('\n')}
<footer>A point is a tenth of the scores: its mean score, and the share of its rows that are good. On the diagonal a score is a probability. Sets and classes counted equally: each set the same, and in it each class.</footer>
</body>
</html>
`;
};

const section = (title: string, good: string, { calibration, sets, macro }: ClassesScore): string => {
  const lines = [
    ...sets,
    ...(macro === null ? [] : [{ set: 'mean of sets with both', rows: null, good: null, ...macro }]),
  ];
  const curves: Curve[] =
    calibration === null
      ? []
      : [
          { name: 'sets and classes counted equally', colour: 'c0', calibration: calibration.equally },
          { name: 'as they are', colour: 'c1', calibration: calibration.asTheyAre },
        ];
  return `<h2>${title}</h2>
${calibration === null ? '' : diagram(curves, good)}
${table(['set', 'rows', good, 'balanced accuracy', 'AUROC', `F1, not ${good}`], lines.map(setLine))}
${
  calibration === null
    ? ''
    : table(
        ['score from', 'rows', ...curves.flatMap((curve) => [`mean score, ${curve.name}`, good])],
        calibration.equally.bins.map((_, at) => binLine(curves, at)),
      )
}`;
};

const setLine = (
  score: Omit<SetScore, 'rows' | 'good'> & { rows: number | null; good: number | null },
): string[] => [
  score.set,
  ...[score.rows, score.good].map((count) => (count === null ? '' : count.toLocaleString('en'))),
  ...[score.balancedAccuracy, score.auroc, score.f1].map((figure) =>
    figure === null
      ? '-'
      : `${figure.mean.toFixed(3)} (${figure.low.toFixed(3)} to ${figure.high.toFixed(3)})`,
  ),
];

const binLine = (curves: readonly Curve[], at: number): string[] => {
  const share = (value: number | null | undefined): string => (value == null ? '-' : value.toFixed(3));
  const bins = curves.map(({ calibration }) => calibration.bins[at]);
  return [
    (bins[0]?.from ?? 0).toFixed(1),
    (bins[0]?.rows ?? 0).toLocaleString('en'),
    ...bins.flatMap((bin) => [share(bin?.meanScore), share(bin?.share)]),
  ];
};

const diagram = (curves: readonly Curve[], good: string): string => `<figure style="max-width: 42rem">
<figcaption>Share ${good} by score <span class="legend">${curves
  .map(
    ({ name, colour, calibration }) =>
      `<span><i class="${colour}"></i>${name}: <b>${calibration.error.toFixed(3)}</b></span>`,
  )
  .join('')}</span></figcaption>
<svg viewBox="0 0 ${frame.width} ${frame.height}" role="img" aria-label="Share ${good} by score">
${shareAxes(frame)}
<line class="goal" x1="${near(xOf(frame, 0))}" y1="${near(yOf(frame, 0))}" x2="${near(xOf(frame, 1))}" y2="${near(yOf(frame, 1))}"/>
${curves.map(line).join('\n')}
</svg>
<svg viewBox="0 0 ${bars.width} ${bars.height}" role="img" aria-label="Rows by score">
${histogram(curves[0]?.calibration.bins ?? [])}
</svg>
</figure>`;

const line = ({ name, colour, calibration }: Curve): string => {
  const points = calibration.bins.flatMap(({ meanScore, share, rows }) =>
    meanScore === null || share === null
      ? []
      : [{ x: near(xOf(frame, meanScore)), y: near(yOf(frame, share)), meanScore, share, rows }],
  );
  const dots = points.map(({ x, y, meanScore, share, rows }) => {
    const hint = `${name}: ${share.toFixed(3)} at ${meanScore.toFixed(3)}, ${rows} rows`;
    return `<circle cx="${x}" cy="${y}" r="3.5" fill="currentColor"><title>${escapeHtml(hint)}</title></circle>`;
  });
  return `<g class="${colour}"><polyline class="line" points="${points.map(({ x, y }) => `${x},${y}`).join(' ')}"/>${dots.join('')}</g>`;
};

const histogram = (bins: readonly CalibrationBin[]): string => {
  const scaled: Frame = { ...bars, mostY: Math.max(1, ...bins.map(({ rows }) => rows)) };
  const bottom = yOf(scaled, 0);
  return bins
    .map(({ from, rows }) => {
      const [x, right, y] = [xOf(scaled, from), xOf(scaled, from + 1 / bins.length), yOf(scaled, rows)];
      return `<rect class="idle" x="${near(x + 2)}" y="${near(y)}" width="${near(right - x - 4)}" height="${near(bottom - y)}" fill="var(--idle)"><title>${rows} rows</title></rect>`;
    })
    .join('\n');
};

const table = (head: readonly string[], rows: readonly string[][]): string => {
  const cells = (tag: 'th' | 'td', texts: readonly string[]): string =>
    texts
      .map((text, at) => `<${tag}${at === 0 ? '' : ' class="number"'}>${escapeHtml(text)}</${tag}>`)
      .join('');
  return `<div class="scroll" style="margin-top: 1.5rem"><table><thead><tr>${cells('th', head)}</tr></thead><tbody>${rows
    .map((row) => `<tr>${cells('td', row)}</tr>`)
    .join('')}</tbody></table></div>`;
};
