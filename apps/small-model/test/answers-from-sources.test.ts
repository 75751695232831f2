import { expect, test } from 'vitest';
import { answerFrom } from '../src/extract/answer.ts';
import { sources } from './small-model.ts';

const numbered = (texts: string[]) => texts.map((text, at) => ({ n: at + 1, title: '', text }));
const both = sources.map((source, at) => ({ n: at + 1, ...source }));

test('a person is named with the source that names them', () => {
  const answer = answerFrom('Who published the relation of pressure and volume?', both);
  expect(answer).toEqual({ found: true, text: 'Robert Boyle', source: 2 });
});

test('a date answers when, a place answers where', () => {
  expect(answerFrom('When was the relation of pressure and volume published?', both)).toMatchObject({
    text: '1662',
  });
  expect(answerFrom('Where did Otto von Guericke build an air pump?', both)).toMatchObject({
    text: 'Magdeburg',
    source: 1,
  });
});

test('a source is cited by its number in the prompt, not by its place', () => {
  const answer = answerFrom('Who published the relation of pressure and volume?', [
    { n: 7, title: '', text: both[1]?.text ?? '' },
  ]);
  expect(answer).toMatchObject({ found: true, source: 7 });
});

test('the model declines when no source speaks of the question', () => {
  expect(answerFrom('Which vitamin do oranges contain?', both)).toEqual({ found: false });
  expect(answerFrom('Who published the gas law?', [])).toEqual({ found: false });
});

const form = `Policy number: HV-2024-0815
Policyholder: <PERSON_1>
E-mail: <EMAIL_ADDRESS_1>
Phone: <PHONE_NUMBER_1>
Date of loss: 14 March 2024
Deductible: EUR 500`;

test.each([
  ['What is the policy number?', 'HV-2024-0815'],
  ['Who is the policyholder?', '<PERSON_1>'],
  ['What is the e-mail address of the policyholder?', '<EMAIL_ADDRESS_1>'],
  ['What is the phone number of <PERSON_1>?', '<PHONE_NUMBER_1>'],
  ['When did the loss occur?', '14 March 2024'],
  ['How much is the deductible?', 'EUR 500'],
])('a labelled field answers "%s"', (question, text) => {
  expect(answerFrom(question, numbered([form]))).toEqual({ found: true, text, source: 1 });
});

const letter = `The surveyor <PERSON_2> inspected the site on 18 March 2024 because the adjuster suspected a frost
damage. Please transfer the deductible of $1,299.00 to the account <IBAN_CODE_1>. Repairs take 6 weeks.`;

test.each([
  ['Who inspected the site?', '<PERSON_2>'],
  ['When was the site inspected?', '18 March 2024'],
  ['To which account should the deductible be transferred?', '<IBAN_CODE_1>'],
  ['How much is the deductible?', '$1,299.00'],
  ['How long do the repairs take?', '6 weeks'],
])('a masked or typed value in prose answers "%s"', (question, text) => {
  expect(answerFrom(question, numbered([letter.replaceAll('\n', ' ')]))).toMatchObject({ text });
});

test('of two sources with the same label, the one that names the rest of the question answers', () => {
  const answer = answerFrom(
    'What is the policy number of <PERSON_2>?',
    numbered(['Insured: <PERSON_1>\nPolicy number: A-100', 'Insured: <PERSON_2>\nPolicy number: B-200']),
  );
  expect(answer).toEqual({ found: true, text: 'B-200', source: 2 });
});

test('an answer is a stretch of its source', () => {
  for (const question of ['What holds at a constant temperature?', 'How was it shown to the emperor?']) {
    const answer = answerFrom(question, both);
    expect(answer.found).toBe(true);
    if (answer.found) expect(both[answer.source - 1]?.text).toContain(answer.text);
  }
});

test('a long run of one character costs no more than its length', () => {
  const started = performance.now();
  answerFrom(
    'What is the policy number?',
    numbered(['A-'.repeat(50_000), 'x: '.repeat(30_000), `a${' '.repeat(90_000)}b`]),
  );
  expect(performance.now() - started).toBeLessThan(20_000);
});
