import { describe, expect, it } from 'vitest';
import { countLeaked, standsIn } from '../src/scoring/leaked.ts';
import { percentile } from '../src/scoring/percentile.ts';
import { exactMatch, normalizeAnswer, scoreOutcome, tokenF1 } from '../src/scoring/squad.ts';

describe('normalisation, as SQuAD’s official script does it', () => {
  it.each([
    ['The Eiffel Tower!', 'eiffel tower'],
    ['a  cat,\nan apple', 'cat apple'],
    ['1,000', '1000'],
    ["Schrödinger's", 'schrödingers'],
    ['Theatre', 'theatre'],
    ['42 euros [1].', '42 euros'],
    ['42 euros [1, 3]', '42 euros'],
    ['[sic]', 'sic'],
    ['año thé naïve-a', 'año thé naïvea'],
    ['The “A” Team', '“ ” team'],
    ['', ''],
  ])('%j becomes %j', (text, normal) => expect(normalizeAnswer(text)).toBe(normal));
});

describe('scores', () => {
  it('exact match forgives case, articles and punctuation only', () => {
    expect(exactMatch('the Denver Broncos.', 'Denver Broncos')).toBe(1);
    expect(exactMatch('Denver', 'Denver Broncos')).toBe(0);
  });

  it('token F1 counts a repeated token as often as both have it', () => {
    expect(tokenF1('Denver Broncos', 'the Broncos')).toBeCloseTo(2 / 3);
    expect(tokenF1('red red', 'red')).toBeCloseTo(2 / 3);
    expect(tokenF1('blue', 'red')).toBe(0);
    expect(tokenF1('the', 'a')).toBe(1);
    expect(tokenF1('', 'red')).toBe(0);
  });

  it('takes the best of the accepted answers', () => {
    const expected = { answerable: true, answers: ['in 1889', '1889'] };
    expect(scoreOutcome({ status: 'answered', answer: '1889 [2]' }, expected)).toEqual({ em: 1, f1: 1 });
  });

  it('rewards declining only where there is no answer', () => {
    const declined = { status: 'abstained', answer: 'The sources do not contain the answer.' };
    expect(scoreOutcome(declined, { answerable: false, answers: [] })).toEqual({ em: 1, f1: 1 });
    expect(scoreOutcome(declined, { answerable: true, answers: ['1889'] })).toEqual({ em: 0, f1: 0 });
    const answered = { status: 'answered', answer: '1889' };
    expect(scoreOutcome(answered, { answerable: false, answers: [] })).toEqual({ em: 0, f1: 0 });
    const failed = { status: 'failed', answer: null };
    expect(scoreOutcome(failed, { answerable: false, answers: [] })).toEqual({ em: 0, f1: 0 });
  });
});

describe('leaked values', () => {
  it('are found whatever the case and the white space', () => {
    expect(standsIn('Anna  Lindqvist', 'dear ANNA\nLINDQVIST,')).toBe(true);
  });
  it('are whole words', () => {
    expect(standsIn('Ann', 'the annual meeting')).toBe(false);
    expect(standsIn('Ann', 'annual Ann.')).toBe(true);
    expect(standsIn('+49 30', '(+49 30) 1')).toBe(true);
  });
  it('are found in either form of an accented letter', () => {
    expect(standsIn('Bríd', 'dear Bri\u0301d')).toBe(true);
  });
  it('count once, however often they are planted or found', () => {
    const planted = [
      { type: 'PERSON', value: 'Anna' },
      { type: 'PERSON', value: 'ANNA' },
    ];
    expect(countLeaked(planted, 'Anna, Anna')).toEqual({ PERSON: 1 });
  });
  it('are counted by type', () => {
    const planted = [
      { type: 'PERSON', value: 'Anna' },
      { type: 'PERSON', value: 'Bo' },
      { type: 'EMAIL_ADDRESS', value: 'a@example.com' },
    ];
    expect(countLeaked(planted, 'Anna and Bo: a@example.com')).toEqual({ PERSON: 1, EMAIL_ADDRESS: 1 });
    expect(countLeaked(planted, '<PERSON_1>')).toEqual({});
  });
});

it('a percentile is a value that occurred (nearest rank)', () => {
  const values = Array.from({ length: 100 }, (_, index) => index + 1);
  expect([percentile(values, 50), percentile(values, 95), percentile(values, 100)]).toEqual([50, 95, 100]);
  expect(percentile([7], 1)).toBe(7);
  expect(percentile([], 50)).toBeNull();
});
