import { afterEach, describe, expect, it } from 'vitest';
import { verifyAnswer } from '../../src/support.ts';
import { type CrossEncoder, openCrossEncoder } from '../../src/verifiers/cross-encoder.ts';
import { probabilities, supportColumn } from '../../src/verifiers/cross-encoder-scores.ts';
import { verifyWith } from '../../src/verifiers/verify-with.ts';

const fixture = new URL('./fixtures/transformers.mjs', import.meta.url).href;
const never = new AbortController().signal;
const input = {
  answer: 'Repairs are deducted from the deposit. The tenant pays for repairs.',
  passages: [
    {
      id: 'lease',
      text: 'The tenant pays a deposit of 400 euros before moving in. The landlord returns it within six weeks after the end of the lease, less the cost of repairs.',
    },
  ],
};

const opened: CrossEncoder[] = [];
const open = async (model: string, more: Partial<Parameters<typeof openCrossEncoder>[0]> = {}) => {
  const encoder = await openCrossEncoder({
    model,
    dtype: 'q8',
    label: undefined,
    timeoutMs: 5000,
    module: fixture,
    ...more,
  });
  opened.push(encoder);
  return encoder;
};
afterEach(async () => {
  for (const encoder of opened.splice(0)) await encoder.close();
});

const check = ({ verifier }: CrossEncoder, signal = never) =>
  verifyWith(input, { list: [verifier], band: 0.4 }, { unmasked: true }, signal);

describe('a cross-encoder', () => {
  it.each(['models/three-labels', 'models/one-column'])('scores the claims: %s', async (model) => {
    const verdict = await check(await open(model));
    expect(verdict).toMatchObject({
      degraded: false,
      verifier: `${verifyAnswer(input).verifier}+encoder/${model.split('/')[1]}`,
      asked: [{ claims: 2 }],
    });
    expect(verdict.claims[1]!.score).toBeGreaterThan(verdict.claims[0]!.score);
    expect(verdict).toEqual(await check(await open(model)));
  });

  it.each<[string, Parameters<typeof open>[1], string, string]>([
    ['models/x', { module: '@rollcall/not-there' }, 'encoder.not_installed', 'package_missing'],
    ['models/missing', {}, 'encoder.unusable', 'model_not_loaded'],
    ['models/no-label', {}, 'encoder.unusable', 'label_unknown'],
    ['models/x', { label: 'ENTAILS' }, 'encoder.unusable', 'label_unknown'],
  ])('that cannot be used says so at once: %s %o', async (model, more, code, problem) => {
    await expect(open(model, more)).rejects.toMatchObject({ code, details: { problem } });
  });

  it.each([
    ['models/nan', 'verifier.invalid'],
    ['models/throw', 'encoder.unusable'],
    ['models/crash', 'encoder.unusable'],
  ])('that fails leaves the built-in verdict, degraded: %s', async (model, code) => {
    const verdict = await check(await open(model));
    const degradedBy = [{ verifier: `encoder/${model.split('/')[1]}`, code }];
    expect(verdict).toEqual({ ...verifyAnswer(input), degraded: true, degradedBy });
  });

  it('that takes too long is not waited for', async () => {
    const verdict = await check(await open('models/slow', { timeoutMs: 100 }));
    expect(verdict.degradedBy).toEqual([{ verifier: 'encoder/slow', code: 'encoder.timeout' }]);
  });

  it('is started again after it has ended', async () => {
    const encoder = await open('models/crash');
    expect((await check(encoder)).degraded).toBe(true);
    const other = { ...input, answer: 'The landlord keeps the deposit.' };
    const verdict = await verifyWith(
      other,
      { list: [encoder.verifier], band: 0.4 },
      { unmasked: true },
      never,
    );
    expect(verdict).toMatchObject({ degraded: false, asked: [{ claims: 1 }] });
  });
});

it('the score is the probability of the label that means support', () => {
  expect(supportColumn({ 0: 'contradiction', 1: 'ENTAILMENT' }, undefined)).toBe(1);
  expect(supportColumn({ 0: 'no', 1: 'yes' }, 'yes')).toBe(1);
  expect(supportColumn({ 0: 'no', 1: 'yes' }, undefined)).toBeUndefined();
  const rows = probabilities([0, Math.log(3), 5, 5], { rows: 2, columns: 2, column: 1 });
  expect(rows[0]).toBeCloseTo(0.75);
  expect(rows[1]).toBeCloseTo(0.5);
  expect(probabilities([1000], { rows: 1, columns: 1, column: 0 })).toEqual([1]);
  expect(probabilities([1000, -1000], { rows: 1, columns: 2, column: 0 })).toEqual([1]);
});
