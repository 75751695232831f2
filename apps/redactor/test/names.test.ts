import { describe, expect, it } from 'vitest';
import { analyze } from '../src/analyze.ts';
import { createFindingCache } from '../src/finding-cache.ts';

const persons = (text: string): string[] =>
  analyze(text, { entities: ['PERSON'] }).map(({ start, end }) => text.slice(start, end));

describe('a person is found', () => {
  it.each([
    ['by a title', 'We asked Dr. Xiuying Okpara about it.', ['Xiuying Okpara']],
    ['by two titles', 'Prof. Dr. Quillon reads.', ['Quillon']],
    ['by a label', 'Patient: Ysolde Vanterpool\nWard: 4', ['Ysolde Vanterpool']],
    ['by a label in a table', '| Name | Ysolde Vanterpool |', ['Ysolde Vanterpool']],
    ['by a label in capitals', 'CLAIMANT NAME: YSOLDE VANTERPOOL', ['YSOLDE VANTERPOOL']],
    ['by a greeting', 'Dear Ysolde,\nyour parcel is here.', ['Ysolde']],
    ['by a closing', 'Kind regards,\nYsolde Vanterpool\nSupport', ['Ysolde Vanterpool']],
    ['by an introduction', 'Hello, my name is Ysolde Vanterpool.', ['Ysolde Vanterpool']],
    ['by an introduction in small letters', 'my name is maria santos and i call about', ['maria santos']],
    ['by a role', 'Our nurse Ysolde Vanterpool called.', ['Ysolde Vanterpool']],
    ['by a given name', 'Yesterday Maria Vanterpool left.', ['Maria Vanterpool']],
    ['by a surname', 'Ysolde Hernández left.', ['Ysolde Hernández']],
    ['by a given name alone', 'I saw Maria there.', ['Maria']],
    ['by a family', 'Then the Vanterpool family left.', ['Vanterpool']],
    ['as a relative', 'My late sister Ysolde had asthma.', ['Ysolde']],
    ['by what somebody is called', 'A colleague of yours called Ysolde, who helped', ['Ysolde']],
    ['by a closing in one line', 'It can wait.\n\nBest, Ysolde\n\n> From: a', ['Ysolde']],
    ['with the surname first behind a label', 'Insured: Vanterpool, Ysolde\nPolicy', ['Vanterpool, Ysolde']],
    [
      'as two words that nothing else explains',
      'Please turn to Ysolde Vanterpool on Monday.',
      ['Ysolde Vanterpool'],
    ],
    ['by an initial', 'It was J. R. Vanterpool again.', ['J. R. Vanterpool']],
    ['by an age', 'Ysolde Vanterpool, 34, won.', ['Ysolde Vanterpool']],
    ['by an e-mail address', 'Ask Ysolde Vanterpool (ysolde.vanterpool@example.org).', ['Ysolde Vanterpool']],
    ['in the order of a list', 'Vanterpool, Maria\nRossi, Marco', ['Vanterpool, Maria', 'Rossi, Marco']],
    ['with particles', 'Ana de la Cruz signed.', ['Ana de la Cruz']],
    ['with a hyphen and an apostrophe', "Mary-Kate O'Brien-Smith signed.", ["Mary-Kate O'Brien-Smith"]],
    [
      'of several people without anything between',
      'Anna Kovacs Peter Smith Maria Lopez John Miller were there.',
      ['Anna Kovacs', 'Peter Smith', 'Maria Lopez', 'John Miller'],
    ],
    ['without the possessive', "Maria Vanterpool's desk", ['Maria Vanterpool']],
  ])('%s', (_, text, expected) => {
    expect(persons(text)).toEqual(expected);
  });
});

describe('places and organisations are found', () => {
  const names = (text: string): string[] =>
    analyze(text, { entities: ['LOCATION', 'ORGANIZATION'] }).map(
      ({ entity, start, end }) => `${entity} ${text.slice(start, end)}`,
    );

  it.each([
    ['a town', 'She moved from Lisbon to Rotterdam.', ['LOCATION Lisbon', 'LOCATION Rotterdam']],
    [
      'a town that no list has',
      'He lives in Vexlupa, near Hamburg.',
      ['LOCATION Vexlupa', 'LOCATION Hamburg'],
    ],
    ['a company', 'I work for Quillon Systems GmbH now.', ['ORGANIZATION Quillon Systems GmbH']],
    ['a university', 'She studied at the University of Leeds.', ['ORGANIZATION University of Leeds']],
    ['behind an emoji', '😀 We flew to Madrid.', ['LOCATION Madrid']],
    [
      'in a record',
      '{"company": "Vexlupa Foods", "city": "Porto"}',
      ['ORGANIZATION Vexlupa Foods', 'LOCATION Porto'],
    ],
  ])('%s', (_, text, expected) => {
    expect(names(text)).toEqual(expected);
  });
});

describe('an address', () => {
  it.each([
    ['The tenant of 123 Main St called this morning.', '123 Main St'],
    ['The man at 45 Elm Road said no.', '45 Elm Road'],
    ['Parcel for 77 Hill Street arrived.', '77 Hill Street'],
  ])('ends before the verb: %s', (text, expected) => {
    const found = analyze(text, { entities: ['LOCATION'] });
    expect(found.map(({ start, end }) => text.slice(start, end))).toEqual([expected]);
  });
});

describe('a text in one case', () => {
  it.each([
    ['hi, this is maria gonzalez, i live in madrid', ['maria gonzalez']],
    ['PATIENT NAME: MARIA GONZALEZ\nSEEN BY: DR OKAFOR', ['MARIA GONZALEZ', 'OKAFOR']],
    ['thanks and see you on monday', []],
    ['PLEASE READ THE ENCLOSED NOTICE', []],
    ['QUARTERLY REVENUE SUMMARY\nThe figures are below.', []],
    ['TERMS AND CONDITIONS OF SALE\nGoods are sold as seen.', []],
  ])('has its names found: %s', (text, expected) => {
    expect(persons(text)).toEqual(expected);
  });
});

describe('a score', () => {
  it('says how likely the name is, and the explanation what speaks for it', () => {
    const text = 'Dear Ysolde,\nyour parcel is here.';
    const options = { entities: ['PERSON'], cache: createFindingCache(100) } as const;
    const [name] = analyze(text, { ...options, explain: true });
    expect(name!.score).toBeGreaterThan(0.5);
    expect(name!.because).toMatchObject({ recognizer: 'NameTagger', pattern: 'The words around it' });
    const [unexplained] = analyze(text, options);
    expect(unexplained).toEqual({ ...name, because: { ...name!.because, pattern: 'Name' } });
  });
});

describe('no person is found', () => {
  it.each([
    ['in an organisation', 'Acme Holdings and Morgan Motors Ltd met the Thomas Institute.'],
    ['in a street', 'Turn into Martin Street and Victoria Avenue.'],
    ['in places', 'From San Francisco to New York and South Carolina.'],
    ['in months and verbs', 'May I ask if you will mark it in April or June?'],
    ['in a heading', 'Quarterly Revenue Summary\nMachine Learning Platform\nRefund Window'],
    ['in a contract', 'The Borrower Equity Interest and the Term Loan mature; One Million Dollars is due.'],
    ['in words that the text also writes small', 'Blorp Frobber is on. The blorp turns the frobber.'],
    ['in a theorem', 'Vitamin C. Takes effect. Appendix A. Introduction'],
    ['in weekdays', 'On Monday Morning we met; Happy Easter Sunday.'],
    ['in a greeting to nobody', 'Dear Customer, Dear Sir or Madam, Hi Team,'],
    ['in a label without a name', 'Name: required\nContact: Customer Support\nPatient: see page 2'],
  ])('%s', (_, text) => {
    expect(persons(text)).toEqual([]);
  });
});

describe('a person found once', () => {
  it('is found by every part of the name, in capitals too', () => {
    const text =
      'Name: Ysolde Vanterpool\nVanterpool called. YSOLDE paid. Then Ysolde’s bill came to VANTERPOOL.';
    expect(persons(text)).toEqual(['Ysolde Vanterpool', 'Vanterpool', 'YSOLDE', 'Ysolde', 'VANTERPOOL']);
  });

  it('takes an unknown given name along', () => {
    expect(persons('Dear Mr Vanterpool,\nwe wrote to Upton Vanterpool and VANTERPOOL.')).toEqual([
      'Vanterpool',
      'Upton Vanterpool',
      'VANTERPOOL',
    ]);
  });

  it('does not make places of the name', () => {
    expect(persons('Name: Ysolde Vanterpool\nShe lives in South Vanterpool, Vanterpool Street.')).toEqual([
      'Ysolde Vanterpool',
    ]);
  });
});
