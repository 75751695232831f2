import { maskedDocument } from '@rollcall/pipeline';
import { restore } from '@rollcall/vault';
import { describe, expect, it } from 'vitest';
import { type MaskedResult, maskDocument, type RawDocument } from '../src/mask-document.ts';

const raw: RawDocument = {
  messages: [
    { role: 'system', content: 'Answer from the sources.' },
    { role: 'user', content: 'When did Ysolde Vanterpool start, and what is Vanterpool’s e-mail?' },
  ],
  passages: [
    {
      id: 'p1',
      title: 'Personnel file: VANTERPOOL, YSOLDE',
      text: `Name: Ysolde Vanterpool
Employee ID: EMP-20934
Date of birth: 12 March 1984
Email: Ysolde.Vanterpool@example.com
Phone: +36 30 123 4567

Ysolde started on 3 May 2019. Her manager, Dr. Imre Szabo, approved EMP-20934.`,
      score: 2,
    },
    {
      id: 'p2',
      text: 'Y. Vanterpool and I. Szabo met. Write to ysolde.vanterpool@example.com or call +36301234567.',
      score: 1,
    },
  ],
};

const mask = (document: RawDocument): MaskedResult => maskDocument(document, { policy: 'mask' });
const ask = (question: string, ...texts: string[]): MaskedResult =>
  mask({
    messages: [{ role: 'user', content: question }],
    passages: texts.map((text, index) => ({ id: `p${index}`, text, score: 1 })),
  });
const allText = ({ masked }: MaskedResult): string => JSON.stringify(masked);

describe('masking a document', () => {
  it('gives one value one placeholder in the question, the titles and the passages', () => {
    const { masked } = mask(raw);
    expect(masked.question).toBe('When did <PERSON_1> start, and what is <PERSON_1>’s e-mail?');
    expect(masked.passages).toEqual([
      {
        id: 'p1',
        title: 'Personnel file: <PERSON_1>',
        text: `Name: <PERSON_1>
Employee ID: <EMPLOYEE_ID_1>
Date of birth: <DATE_OF_BIRTH_1>
Email: <EMAIL_ADDRESS_1>
Phone: <PHONE_NUMBER_1>

<PERSON_1> started on 3 May 2019. Her manager, Dr. <PERSON_2>, approved <EMPLOYEE_ID_1>.`,
        score: 2,
      },
      {
        id: 'p2',
        text: '<PERSON_1> and <PERSON_2> met. Write to <EMAIL_ADDRESS_1> or call <PHONE_NUMBER_1>.',
        score: 1,
      },
    ]);
    expect(maskedDocument.parse(masked)).toEqual(masked);
  });

  it('counts distinct values by type', () => {
    expect(mask(raw).masked.redactions).toEqual({
      PERSON: 2,
      EMPLOYEE_ID: 1,
      DATE_OF_BIRTH: 1,
      EMAIL_ADDRESS: 1,
      PHONE_NUMBER: 1,
    });
  });

  it('leaves nothing of a value behind', () => {
    const result = mask(raw);
    for (const { original } of result.entries) expect(allText(result)).not.toContain(original);
    expect(allText(result)).not.toMatch(/ysolde|vanterpool|szabo|20934|1234567/i);
  });

  it('gives the same result for the same document', () => {
    expect(mask(raw)).toEqual(mask(structuredClone(raw)));
  });

  it('restores a name to the fullest form that the document has', () => {
    const { masked, entries } = mask(raw);
    expect(restore(masked.passages[1]!.text, entries).text).toContain(
      'Ysolde Vanterpool and Imre Szabo met.',
    );
  });

  it('restores a text of full names and other values to what it was', () => {
    const text =
      'Maria Rossi (maria.rossi@example.org, card 4111 1111 1111 1111) lives at 12 Church Lane, Leeds LS1 4AP.';
    const { masked, entries } = ask('Who?', text);
    expect(masked.passages[0]!.text).not.toBe(text);
    expect(restore(masked.passages[0]!.text, entries).text).toBe(text);
  });

  it('changes nothing where the policy is off', () => {
    const { masked, entries } = maskDocument(raw, { policy: 'off' });
    expect(masked.messages).toEqual(raw.messages);
    expect(masked.passages).toEqual(raw.passages);
    expect(masked.question).toBe(raw.messages[1]!.content);
    expect(masked.redactions).toEqual({});
    expect(entries).toEqual([]);
  });

  it('does not give a passage without a title one', () => {
    expect('title' in mask(raw).masked.passages[1]!).toBe(false);
  });

  it('asks nothing where nobody asked', () => {
    expect(mask({ messages: [], passages: [] }).masked.question).toBe('');
  });
});

describe('a placeholder that a user wrote', () => {
  it.each([['<PERSON_1>'], ['PERSON_1'], ['&lt;person 1&gt;'], ['\\<PERSON\\_1\\>']])(
    'is never restored to a value: %s',
    (written) => {
      const { masked, entries } = ask(`Is ${written} the same as Maria Rossi?`);
      expect(entries).toEqual([{ placeholder: '<PERSON_2>', type: 'PERSON', original: 'Maria Rossi' }]);
      expect(masked.question).toBe(`Is ${written} the same as <PERSON_2>?`);
      expect(restore(masked.question, entries).text).toBe(`Is ${written} the same as Maria Rossi?`);
    },
  );
});

describe('a surname that two persons share', () => {
  it('means the one of the same passage, and nobody in particular where both stand', () => {
    const { masked } = ask(
      'Did Rossi pay?',
      'Maria Rossi called. Rossi paid.',
      'Marco Rossi wrote. Rossi complained.',
    );
    expect(masked.question).toBe('Did <PERSON_1> pay?');
    expect(masked.passages.map(({ text }) => text)).toEqual([
      '<PERSON_2> called. <PERSON_2> paid.',
      '<PERSON_3> wrote. <PERSON_3> complained.',
    ]);
  });

  it('counts an initial for the person whom it fits', () => {
    const { masked } = ask('Maria Rossi?', 'M. Rossi met Pietro Rossi. ROSSI agreed.');
    expect(masked.passages[0]!.text).toBe('<PERSON_1> met <PERSON_2>. <PERSON_3> agreed.');
  });
});

describe('findings that cross', () => {
  it('are replaced together, so that no end of one stays', () => {
    const { masked } = ask('x', 'Call +44 20 7946 0958 4111 1111 1111 1111 now');
    expect(masked.passages[0]!.text).not.toMatch(/\d{3}/);
  });
});
