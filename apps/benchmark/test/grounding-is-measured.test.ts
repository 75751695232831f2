import type { Claim, Verdict } from '@rollcall/pipeline';
import { describe, expect, it } from 'vitest';
import { drawRows, type Measure } from '../src/evaluation/drawn-rows.ts';
import { calibrationOf, equally } from '../src/grounding/calibration.ts';
import { type AskedAnswer, evaluateGrounding } from '../src/grounding/evaluate-grounding.ts';
import type { AnswerRow, QuestionRow } from '../src/grounding/grounding-rows.ts';
import {
  aurocOf,
  badF1Of,
  badPrecisionOf,
  badRecallOf,
  balancedAccuracyOf,
  goodRefusedOf,
  type Judged,
} from '../src/grounding/judgement.ts';
import { mistakesOf } from '../src/grounding/mistakes.ts';
import { reliabilityPage } from '../src/grounding/reliability-page.ts';
import { soundnessOf } from '../src/grounding/soundness.ts';
import { sourceGroups } from '../src/grounding/source-groups.ts';
import { characterMeasure, overlapOf } from '../src/grounding/span-overlap.ts';
import { renderGrounding } from '../src/terminal/grounding-view.ts';

/** `+.9` is a good row with that score, `-.9` a bad one; let through from one half on. */
const judged = (...rows: string[]): Judged[] =>
  rows.map((row, at) => {
    const score = Number(row.slice(1));
    return { at, isGood: row.startsWith('+'), score, isAccepted: score >= 0.5 };
  });
const plain = (measure: Measure, rows: number): number | null => measure(new Uint8Array(rows).fill(1));

describe('rows of two classes', () => {
  // Three good, one of them refused; two bad, one of them let through.
  const rows = judged('+.9', '+.8', '+.3', '-.6', '-.1');

  it('are told apart as often in one class as in the other', () => {
    expect(plain(balancedAccuracyOf(rows), 5)).toBeCloseTo((2 / 3 + 1 / 2) / 2, 12);
    expect(plain(goodRefusedOf(rows), 5)).toBeCloseTo(1 / 3, 12);
    expect(plain(badRecallOf(rows), 5)).toBe(1 / 2);
    expect(plain(badPrecisionOf(rows), 5)).toBe(1 / 2);
    expect(plain(badF1Of(rows), 5)).toBe(1 / 2);
  });

  it('are ranked by their scores, ties counted half', () => {
    // Of six pairs four are in order, +.3 is under -.6 only.
    expect(plain(aurocOf(rows), 5)).toBeCloseTo(5 / 6, 12);
    expect(plain(aurocOf(judged('+.5', '-.5')), 2)).toBe(0.5);
    expect(plain(aurocOf(judged('+.5', '-.5', '-.2', '+.2')), 4)).toBe(0.5);
  });

  it('count as often as they were drawn', () => {
    const weights = [2, 0, 1, 1, 3];
    const repeated = judged('+.9', '+.9', '+.3', '-.6', '-.1', '-.1', '-.1');
    for (const of of [balancedAccuracyOf, aurocOf, badF1Of, badPrecisionOf, badRecallOf, goodRefusedOf]) {
      expect(of(rows)(weights)).toBeCloseTo(plain(of(repeated), 7)!, 12);
    }
  });

  it('of one class only have no figure that needs both', () => {
    const good = judged('+.9', '+.2');
    expect(plain(balancedAccuracyOf(good), 2)).toBeNull();
    expect(plain(aurocOf(good), 2)).toBeNull();
    expect(plain(badF1Of(good), 2)).toBeNull();
    expect(plain(goodRefusedOf(good), 2)).toBe(0.5);
  });
});

describe('an interval', () => {
  const share: Measure = (weights) => {
    let [sum, hits] = [0, 0];
    for (let at = 0; at < weights.length; at += 1) {
      sum += weights[at]!;
      if (at % 2 === 0) hits += weights[at]!;
    }
    return hits / sum;
  };
  const drawn = (groupOf: (at: number) => string, setOf: (at: number) => string = () => 's') =>
    drawRows(Array.from({ length: 60 }, (_, at) => ({ set: setOf(at), group: groupOf(at) })))(share)!;

  it('is that of the mean of as many values', () => {
    const { mean, low, high } = drawn(String);
    expect(mean).toBe(0.5);
    // 1.96 standard errors of a share of one half among 60.
    expect(high - low).toBeGreaterThan(0.2);
    expect(high - low).toBeLessThan(0.32);
    expect(drawn(String)).toEqual({ mean, low, high });
  });

  it('draws rows of one source together', () => {
    const { low, high } = drawn((at) => `${at % 4}`);
    expect(high - low).toBeGreaterThan(0.6);
  });

  it('draws each set from itself', () => {
    expect(drawn(String, (at) => `${at % 2}`)).toEqual({ mean: 0.5, low: 0.5, high: 0.5 });
  });

  it('leaves out draws that say nothing, and is none where nothing does', () => {
    const draw = drawRows([0, 1, 2].map((at) => ({ set: 's', group: `${at}` })));
    expect(draw((weights) => (weights[0] === 0 ? null : 1))).toEqual({ mean: 1, low: 1, high: 1 });
    expect(draw(() => null)).toBeNull();
  });
});

describe('sources', () => {
  it('tie rows together, also through a third one, unless they are short', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((letter) => letter.repeat(100));
    const groups = sourceGroups([[a!], [b!], [c!, 'short'], [a!, b!], ['short'], []]);
    expect(groups[0]).toBe(groups[1]);
    expect(groups[0]).toBe(groups[3]);
    expect(new Set(groups).size).toBe(4);
  });
});

describe('a calibration', () => {
  it('is the distance of mean score and share, by tenths', () => {
    const rows = [
      { score: 0.81, isGood: true, weight: 1 },
      { score: 0.89, isGood: false, weight: 1 },
      { score: 1, isGood: true, weight: 2 },
    ];
    const { error, bins } = calibrationOf(rows);
    expect(bins[8]).toEqual({ from: 0.8, rows: 2, meanScore: expect.closeTo(0.85, 12), share: 0.5 });
    expect(bins[9]).toEqual({ from: 0.9, rows: 1, meanScore: 1, share: 1 });
    expect(bins[0]).toEqual({ from: 0, rows: 0, meanScore: null, share: null });
    expect(error).toBeCloseTo(0.35 / 2, 12);
  });

  it('counts sets, and their classes, the same', () => {
    const of = (set: string, isGood: boolean, count: number) =>
      Array.from({ length: count }, () => ({ set, isGood, score: 0.5 }));
    const weighted = equally([
      ...of('a', true, 9),
      ...of('a', false, 1),
      ...of('b', true, 2),
      ...of('b', false, 5),
    ]);
    expect(calibrationOf(weighted)).toMatchObject({ error: expect.closeTo(0, 12) });
  });
});

const answer = 'Bo paid 40 euros. He left.';
const sources = [{ text: 'Bo paid 42 euros in May.' }];
const row = (isGrounded: boolean, more: Partial<AnswerRow> = {}): AnswerRow => ({
  id: 'r',
  set: 'mine',
  group: '0',
  question: undefined,
  answer,
  sources,
  isGrounded,
  spans: undefined,
  ...more,
});
const claim = (more: Partial<Claim> = {}): Claim => ({
  text: 'Bo paid 40 euros.',
  start: 0,
  end: 17,
  kind: 'claim',
  score: 0.2,
  supported: false,
  citations: [],
  reasons: [{ code: 'number_not_in_sources' }],
  unsupportedSpans: [{ start: 8, end: 10 }],
  ...more,
});
const verdict = (claims: Claim[], more: Partial<Verdict> = {}): Verdict => ({
  supported: false,
  score: 0.2,
  claims,
  verifier: 'test-1',
  degraded: false,
  ...more,
});

describe('unsupported parts', () => {
  const number = { start: 8, end: 10, type: 'number' };

  it('are compared by character', () => {
    const found = verdict([claim({ unsupportedSpans: [{ start: 8, end: 16 }] })]);
    const overlap = overlapOf(
      0,
      row(false, { spans: [number, { start: 18, end: 20, type: 'name' }] }),
      found,
    );
    expect(overlap).toEqual({ at: 0, isGrounded: false, expected: 4, found: 8, both: 2 });
    expect(plain(characterMeasure([overlap!], 'precision'), 1)).toBe(2 / 8);
    expect(plain(characterMeasure([overlap!], 'recall'), 1)).toBe(2 / 4);
    expect(plain(characterMeasure([overlap!], 'f1'), 1)).toBe(4 / 12);
  });

  it('of a grounded answer are none, and those that nobody has marked are not known', () => {
    expect(overlapOf(0, row(true), verdict([claim()]))).toMatchObject({ expected: 0, found: 2, both: 0 });
    expect(overlapOf(0, row(false), verdict([claim()]))).toBeUndefined();
    expect(overlapOf(0, row(false, { spans: [] }), verdict([claim()]))).toBeUndefined();
  });
});

describe('what a verdict points to', () => {
  const citing = (start: number, end: number, passageId = 's1') =>
    claim({ supported: true, unsupportedSpans: [], citations: [{ passageId, start, end }] });

  it('is there, or it is not', () => {
    const found = soundnessOf(
      row(true),
      verdict([citing(0, 24), citing(0, 25), citing(3, 3), citing(0, 5, 's2')]),
    );
    expect(found).toMatchObject({ supportedClaims: 4, citedClaims: 1, citations: 4, validCitations: 1 });
    expect(soundnessOf(row(true), verdict([citing(-2, 4)]))).toMatchObject({ validCitations: 0 });
  });

  it('lies within the answer, and a part within its claim', () => {
    const outside = claim({ unsupportedSpans: [{ start: 8, end: 18 }] });
    const behind = claim({ start: 20, end: 40, unsupportedSpans: [] });
    expect(soundnessOf(row(false), verdict([claim(), outside, behind]))).toMatchObject({
      places: 5,
      validPlaces: 3,
    });
  });

  it('is asked of claims only: a refusal needs no citation', () => {
    const refusal = claim({ kind: 'refusal', supported: true, unsupportedSpans: [] });
    expect(soundnessOf(row(true), verdict([refusal]))).toMatchObject({ supportedClaims: 0, places: 1 });
  });
});

describe('an evaluation', () => {
  const asked = (of: AnswerRow, said: Verdict, isSteady = true): AskedAnswer => ({
    row: of,
    said,
    latencyMs: 2,
    isSteady,
  });
  const good = verdict([], { supported: true, score: 0.9 });
  const answers: AskedAnswer[] = [
    asked(row(true, { group: 'a' }), good),
    asked(row(false, { group: 'b', spans: [{ start: 8, end: 10, type: 'number' }] }), verdict([claim()])),
    asked(row(false, { set: 'other', id: 'missed', group: 'c', question: 'Who?' }), good, false),
    asked(row(true, { set: 'other', id: 'refused', group: 'd' }), verdict([claim()], { degraded: true })),
    { row: row(true, { set: 'other', id: 'broken' }), failed: 'ground.service_refused' },
  ];
  const question = (id: string, isAnswerable: boolean): QuestionRow => ({
    id,
    set: 'asked',
    group: id,
    question: 'Who paid?',
    sources,
    isAnswerable,
  });
  const questions = [
    {
      row: question('yes', true),
      said: { sufficient: true, score: 0.8, abstain: false },
      latencyMs: 1,
      isSteady: true,
    },
    {
      row: question('no', false),
      said: { sufficient: false, score: 0.1, abstain: true },
      latencyMs: 1,
      isSteady: true,
    },
    {
      row: question('hm', false),
      said: { sufficient: true, score: 0.6, abstain: false },
      latencyMs: 1,
      isSteady: true,
    },
  ];
  const evaluation = evaluateGrounding(answers, questions, { twice: true });

  it('is by set, and the mean over the sets', () => {
    expect(evaluation.answers?.sets.map(({ set, rows, good }) => [set, rows, good])).toEqual([
      ['mine', 2, 1],
      ['other', 2, 1],
    ]);
    expect(evaluation.answers?.sets.map(({ balancedAccuracy }) => balancedAccuracy?.mean)).toEqual([1, 0]);
    expect(evaluation.answers?.macro?.balancedAccuracy?.mean).toBe(0.5);
    expect(evaluation.answers?.macro?.auroc?.mean).toBe(0.5);
  });

  it('counts what has no verdict, what is degraded, and what changed, and no figure hides it', () => {
    expect(evaluation.answers).toMatchObject({
      degraded: 1,
      verifiers: ['test-1'],
      service: { rows: 5, failed: { 'ground.service_refused': 1 }, changed: 1 },
    });
    expect(evaluateGrounding(answers, [], { twice: false })).toMatchObject({
      answers: { service: { changed: null } },
      questions: null,
    });
  });

  it('says what abstaining would refuse, where the service says so', () => {
    expect(evaluation.questions?.abstaining?.sets).toEqual([
      {
        set: 'asked',
        refused: expect.objectContaining({ mean: 0 }),
        caught: expect.objectContaining({ mean: 0.5 }),
      },
    ]);
    const silent = questions.map((each) => ({ ...each, said: { sufficient: true, score: 0.5 } }));
    expect(evaluateGrounding([], silent, { twice: false }).questions?.abstaining).toBeNull();
  });

  it('has nothing to say where every row failed', () => {
    const failed = evaluateGrounding(answers.slice(4), [], { twice: false });
    expect(failed.answers).toMatchObject({ sets: [], macro: null, calibration: null, spans: [] });
    expect(renderGrounding(failed, 120)).toContain('without a verdict: 1 ground.service_refused');
  });

  it('tells what was judged wrongly, with its texts', () => {
    const told = mistakesOf(answers, questions);
    expect(told.map(({ id, kind }) => [id, kind])).toEqual([
      ['missed', 'missed'],
      ['refused', 'refused'],
      ['broken', 'failed'],
      ['hm', 'missed'],
    ]);
    expect(told[0]).toMatchObject({ question: 'Who?', answer, score: 0.9 });
    expect(told[1]?.claims?.[0]).toMatchObject({ reasons: ['number_not_in_sources'], unsupported: ['40'] });
  });

  it('is shown as tables', () => {
    const shown = renderGrounding(evaluation, 160);
    expect(shown).toMatch(/^mine +2 +1 +1\.000 +1\.000 to 1\.000 +1\.000/m);
    expect(shown).toMatch(/^mean +0\.500/m);
    expect(shown).toMatch(/^mine +1 +1\.000/m);
    expect(shown).toMatch(/^asked +0\.000 +0\.000 to 0\.000 +0\.500/m);
    expect(shown).toContain(
      '5 answers, without a verdict: 1 ground.service_refused. Asked twice: 1 answered otherwise.',
    );
  });

  it('is shown as a page that loads nothing and has no texts', () => {
    const page = reliabilityPage(evaluation, '<my file>');
    expect(page).toContain('&lt;my file&gt;');
    expect(page).toMatch(/Expected calibration error: answers 0\.\d{3}, questions 0\.\d{3}/);
    expect(page).toContain('Share grounded by score');
    expect(page).toContain('Share answerable by score');
    expect(page).not.toMatch(/<script|https?:|NaN|undefined/);
    expect(page).not.toContain('euros');
  });
});
