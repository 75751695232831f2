import { describe, expect, it } from 'vitest';
import { findPlaceholders, restore } from '../src/index.ts';

const entries = [
  { placeholder: '<PERSON_1>', type: 'PERSON', original: 'Ada Lovelace' },
  { placeholder: '<PERSON_11>', type: 'PERSON', original: 'Grace Hopper' },
  { placeholder: '<US_SSN_1>', type: 'US_SSN', original: '219-09-9999' },
];

describe('restoring an answer', () => {
  it('puts values back and leaves the text around them alone', () => {
    expect(restore("<PERSON_1>'s number is <US_SSN_1>.", entries).text).toBe(
      "Ada Lovelace's number is 219-09-9999.",
    );
  });

  it.each([
    ['<person_1>'],
    ['< PERSON_1 >'],
    ['<PERSON 1>'],
    ['<Person-1>'],
    ['\\<PERSON\\_1\\>'],
    ['<PERSON\\_1>'],
    ['&lt;PERSON_1&gt;'],
    ['&amp;lt;PERSON_1&amp;gt;'],
    ['&#60;PERSON_1&#62;'],
    ['&#x3c;PERSON_1&#x3E;'],
    ['%3CPERSON_1%3E'],
    ['\\u003cPERSON_1\\u003e'],
    ['PERSON_1'],
    ['Person_1'],
    ['person_1'],
    ['PERSON\\_1'],
    ['<PERSON_1'],
    ['PERSON_1>'],
    ['[PERSON_1]'],
    ['[Person 1]'],
    ['\\[PERSON\\_1\\]'],
    ['{PERSON_1}'],
    ['{{PERSON_1}}'],
    ['[[PERSON_1]]'],
    ['<<PERSON_1>>'],
    ['<PERSON1>'],
    ['<PERSON_1/>'],
    ['<PERSON_1 />'],
    ['<PERSON #1>'],
    ['<PERSON:1>'],
    ['<PERSON_\n1>'],
    ['<\n  PERSON_1\n>'],
    ['<**PERSON_1**>'],
    ['＜PERSON_1＞'],
    ['＜ＰＥＲＳＯＮ＿１＞'],
    ['〈PERSON_1〉'],
    ['«PERSON_1»'],
    ['<PERSON\u200b_1>'],
  ])('knows %s for a placeholder', (written) => {
    expect(restore(`Ask ${written}, please.`, entries).text).toBe('Ask Ada Lovelace, please.');
  });

  it('knows a type of several words in every form', () => {
    expect(restore('<us_ssn_1> <US SSN 1> US_SSN_1 \\<US\\_SSN\\_1\\>', entries).text).toBe(
      '219-09-9999 219-09-9999 219-09-9999 219-09-9999',
    );
  });

  it.each([
    ['**<PERSON_1>** agreed', '**Ada Lovelace** agreed'],
    ['`<PERSON_1>`', '`Ada Lovelace`'],
    ['(<PERSON_1>)', '(Ada Lovelace)'],
    ['[<PERSON_1>](x)', '[Ada Lovelace](x)'],
    ['[PERSON_1](x)', '[Ada Lovelace](x)'],
    ['<PERSON_1>[1]', 'Ada Lovelace[1]'],
    ['<PERSON_1>’s', 'Ada Lovelace’s'],
    ["<PERSON_1's> hat", "Ada Lovelace's hat"],
    ['two <PERSON_1>s', 'two Ada Lovelaces'],
    ['two PERSON_1s', 'two Ada Lovelaces'],
    ["PERSON_1's", "Ada Lovelace's"],
    ['PERSON_1-style', 'Ada Lovelace-style'],
    ['PERSON_1/PERSON_11', 'Ada Lovelace/Grace Hopper'],
    ['<PERSON_1><PERSON_11>', 'Ada LovelaceGrace Hopper'],
    ['_<PERSON_1>_', '_Ada Lovelace_'],
    ['日本<PERSON_1>語', '日本Ada Lovelace語'],
  ])('leaves what stands around it: %s', (written, restored) => {
    expect(restore(written, entries).text).toBe(restored);
  });

  it('gives back the document’s own marks beside a value, and takes a model’s away', () => {
    const [ada] = entries;
    const own = [{ ...ada!, beside: '<\\' }];
    expect(restore('<<PERSON_1>> \\<PERSON_1>', own).text).toBe('<Ada Lovelace> \\Ada Lovelace');
    expect(restore('<<PERSON_1>> \\<PERSON_1>', [ada!]).text).toBe('Ada Lovelace Ada Lovelace');
  });

  it('counts the placeholders that it has no value for', () => {
    const { text, unknown } = restore('<PERSON_1> <PERSON_2> [person 3] <URL_1> <b> <h1> ISO_9001', entries);
    expect(text).toBe('Ada Lovelace <PERSON_2> [person 3] <URL_1> <b> <h1> ISO_9001');
    expect(unknown).toBe(3);
  });

  it('tells <PERSON_1> from <PERSON_11>', () => {
    expect(restore('<PERSON_11> met <PERSON_1>', entries).text).toBe('Grace Hopper met Ada Lovelace');
  });

  it.each([
    ['<PERSON_2>'],
    ['person 1'],
    ['Person 1 of 3'],
    ['PERSON_1st'],
    ['PERSON_1-2'],
    ['PERSON_1234567'],
    ['MY_PERSON_1_ID'],
    ['XPERSON_1'],
    ['<PERSON_01>'],
  ])('leaves %s as it is', (written) => {
    expect(restore(`See ${written}.`, entries).text).toBe(`See ${written}.`);
  });

  it('does not search what it has put in', () => {
    const nested = [
      { placeholder: '<SECRET_1>', type: 'SECRET', original: '<PERSON_1>' },
      { placeholder: '<PERSON_1>', type: 'PERSON', original: 'Ada' },
    ];
    expect(restore('<SECRET_1>', nested).text).toBe('<PERSON_1>');
  });

  it('puts values back as they are, dollar signs too', () => {
    expect(
      restore('<SECRET_1>', [{ placeholder: '<SECRET_1>', type: 'SECRET', original: "a$&b$'c" }]).text,
    ).toBe("a$&b$'c");
  });
});

describe('mapping offsets through a restored text', () => {
  const masked = 'So <PERSON_1> wrote to <PERSON_11> on paper.';
  const restored = restore(masked, entries);

  it('gives, for every range between placeholders, the restored text of that range', () => {
    const outside = [...masked].flatMap((_, at) =>
      findPlaceholders(masked, ['PERSON']).some(({ start, end }) => at > start && at < end) ? [] : [at],
    );
    for (const start of outside) {
      for (const end of outside.filter((at) => at >= start)) {
        const range = restored.mapRange({ start, end });
        expect(restored.text.slice(range.start, range.end)).toBe(
          restore(masked.slice(start, end), entries).text,
        );
      }
    }
  });

  it('takes in the whole value where a range begins or ends inside a placeholder', () => {
    const within = restored.mapRange({ start: 5, end: 8 });
    expect(restored.text.slice(within.start, within.end)).toBe('Ada Lovelace');
    const across = restored.mapRange({ start: 6, end: 28 });
    expect(restored.text.slice(across.start, across.end)).toBe('Ada Lovelace wrote to Grace Hopper');
  });
});

describe('searching hostile text', () => {
  it.each([
    ['brackets', '<'.repeat(100_000)],
    ['brackets with letters', '<A'.repeat(50_000)],
    ['capitals', 'A'.repeat(100_000)],
    ['capitals and underscores', 'A_'.repeat(50_000)],
    ['unfinished placeholders', '<PERSON_'.repeat(12_500)],
    ['spaces', `<${' '.repeat(100_000)}`],
    ['placeholders', '<PERSON_1>'.repeat(10_000)],
  ])('takes time in proportion to 100 kB of %s', (_, text) => {
    const started = performance.now();
    restore(text, entries);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
