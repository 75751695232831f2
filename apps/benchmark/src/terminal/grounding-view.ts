import type { Estimate } from '../evaluation/bootstrap.ts';
import type { Calibration } from '../grounding/calibration.ts';
import type {
  AnswersEvaluation,
  GroundingEvaluation,
  QuestionsEvaluation,
  Service,
} from '../grounding/evaluate-grounding.ts';
import type { AbstainScore } from '../grounding/score-abstaining.ts';
import type { ClassesScore, ClassFigures } from '../grounding/score-classes.ts';
import type { SpansScore } from '../grounding/score-spans.ts';
import type { Soundness } from '../grounding/soundness.ts';
import { renderTable } from './table.ts';

const share = (value: Estimate | null): string => (value === null ? '-' : value.mean.toFixed(3));
const interval = (value: Estimate | null): string =>
  value === null ? '' : `${value.low.toFixed(3)} to ${value.high.toFixed(3)}`;
const number = (value: number): string => value.toLocaleString('en');
const right = (title: string) => ({ title, align: 'right' as const });

/** An evaluation of grounding: a table by set for answers and for questions, and what stands beside them. */
export const renderGrounding = ({ answers, questions }: GroundingEvaluation, width: number): string =>
  [
    ...(answers === null ? [] : renderAnswers(answers, width)),
    ...(questions === null ? [] : renderQuestions(questions, width)),
  ].join('\n\n');

const renderAnswers = (evaluation: AnswersEvaluation, width: number): string[] => {
  const { spans, soundness, verifiers, degraded, service } = evaluation;
  return [
    renderSets(evaluation, { rows: 'answers', good: 'grounded', bad: 'ungrounded' }, width),
    ...(spans.length === 0 ? [] : [renderSpans(spans, width)]),
    ...renderCalibration(evaluation, 'grounded', width),
    [
      soundnessLine(soundness),
      `Verifier: ${verifiers.join(', ') || '-'}; ${number(degraded)} verdicts degraded.`,
      serviceLine(service, 'answers'),
    ].join('\n'),
  ];
};

const renderQuestions = (evaluation: QuestionsEvaluation, width: number): string[] => [
  renderSets(evaluation, { rows: 'questions', good: 'answerable', bad: 'unanswerable' }, width),
  ...(evaluation.abstaining === null ? [] : [renderAbstaining(evaluation.abstaining, width)]),
  ...renderCalibration(evaluation, 'answerable', width),
  serviceLine(evaluation.service, 'questions'),
];

const renderSets = (
  { sets, macro }: ClassesScore,
  { rows, good, bad }: { rows: string; good: string; bad: string },
  width: number,
): string => {
  const figures = (each: ClassFigures): string[] => [
    share(each.balancedAccuracy),
    interval(each.balancedAccuracy),
    share(each.auroc),
    interval(each.auroc),
    share(each.f1),
    interval(each.f1),
    share(each.recall),
    share(each.goodRefused),
  ];
  const table = renderTable(
    [
      { title: 'set', flexible: true },
      ...[rows, good, 'bal. acc.', '95 %', 'AUROC', '95 %'].map(right),
      ...['F1', '95 %', 'found', 'flagged'].map(right),
    ],
    [
      ...sets.map((each) => [each.set, number(each.rows), number(each.good), ...figures(each)]),
      ...(macro === null || sets.length < 2 ? [] : [['mean', '', '', ...figures(macro)]]),
    ],
    width,
  );
  return `${table}\nF1 and found are of the ${bad} ones; flagged is the share of ${good} ones that was taken for ${bad}. The mean is of sets that have both.`;
};

const renderSpans = (spans: readonly SpansScore[], width: number): string =>
  renderTable(
    [
      { title: 'unsupported parts', flexible: true },
      ...['answers', 'character F1', '95 %', 'precision', 'recall', 'F1 with grounded answers'].map(right),
    ],
    spans.map((each) => [
      each.set,
      number(each.answers),
      share(each.f1),
      interval(each.f1),
      share(each.precision),
      share(each.recall),
      share(each.f1WithGrounded),
    ]),
    width,
  );

const renderAbstaining = ({ sets, macro }: AbstainScore, width: number): string =>
  renderTable(
    [
      { title: 'abstaining', flexible: true },
      ...['answerable, refused', '95 %', 'unanswerable, caught', '95 %'].map(right),
    ],
    [...sets, ...(macro === null || sets.length < 2 ? [] : [{ set: 'mean', ...macro }])].map(
      ({ set, refused, caught }) => [set, share(refused), interval(refused), share(caught), interval(caught)],
    ),
    width,
  );

const renderCalibration = ({ calibration }: ClassesScore, good: string, width: number): string[] => {
  if (calibration === null) return [];
  const { asTheyAre, equally } = calibration;
  const cell = (value: number | null | undefined): string => (value == null ? '-' : value.toFixed(3));
  const cellsOf = ({ bins }: Calibration, at: number): string[] => [
    cell(bins[at]?.meanScore),
    cell(bins[at]?.share),
  ];
  const table = renderTable(
    ['score from', 'rows', 'mean score', good, 'mean, equally', `${good}, equally`].map(right),
    asTheyAre.bins.map(({ from, rows }, at) => [
      from.toFixed(1),
      number(rows),
      ...cellsOf(asTheyAre, at),
      ...cellsOf(equally, at),
    ]),
    width,
  );
  return [
    `${table}\nExpected calibration error: ${asTheyAre.error.toFixed(3)}; with sets and classes counted equally ${equally.error.toFixed(3)}.`,
  ];
};

const soundnessLine = (sums: Soundness): string =>
  [
    `Citations: ${number(sums.validCitations)} of ${number(sums.citations)} lie within their passage`,
    `${number(sums.citedClaims)} of ${number(sums.supportedClaims)} supported claims have one`,
    `${number(sums.validPlaces)} of ${number(sums.places)} claims and parts lie within the answer.`,
  ].join('; ');

const serviceLine = ({ rows, failed, changed, latencyMs }: Service, name: string): string => {
  const ms = (value: number | null): string => (value === null ? '-' : value.toFixed(1));
  const failures = Object.entries(failed).map(([code, count]) => `${number(count)} ${code}`);
  return [
    `${number(rows)} ${name}, ${failures.length === 0 ? 'none without a verdict' : `without a verdict: ${failures.join(', ')}`}.`,
    ...(changed === null ? [] : [`Asked twice: ${number(changed)} answered otherwise.`]),
    `One request after the other: p50 ${ms(latencyMs.p50)}, p95 ${ms(latencyMs.p95)}, p99 ${ms(latencyMs.p99)} ms.`,
  ].join(' ');
};
