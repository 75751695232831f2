import { describe, expect, it } from 'vitest';
import { citationMarksIn } from '../src/citation-marks.ts';
import { sentencesOf } from '../src/sentences.ts';

const split = (text: string) => sentencesOf(text).map(({ start, end }) => text.slice(start, end));

describe('the sentence splitter', () => {
  it.each<[string, string, string[]]>([
    [
      'ends a sentence at a mark before white space',
      'It rains. It pours! Why?',
      ['It rains.', 'It pours!', 'Why?'],
    ],
    [
      'does not end one at a title or an initial',
      'Dr. Smith met J. R. Brown. He left.',
      ['Dr. Smith met J. R. Brown.', 'He left.'],
    ],
    [
      'does not end one at e.g. and i.e.',
      'Pets, e.g. Dogs, are fine. Cats too.',
      ['Pets, e.g. Dogs, are fine.', 'Cats too.'],
    ],
    [
      'does not end one inside a decimal',
      'It costs 3.50 euros. Pay now.',
      ['It costs 3.50 euros.', 'Pay now.'],
    ],
    ['keeps No. with its number', 'See No. 5 there. Then stop.', ['See No. 5 there.', 'Then stop.']],
    ['ends one at the word no', 'He said no. She left.', ['He said no.', 'She left.']],
    ['goes on where a small letter follows', '"Why?" she asked. He left.', ['"Why?" she asked.', 'He left.']],
    ['splits text without any capitals', 'it rains. it pours.', ['it rains.', 'it pours.']],
    ['keeps closing quotes', 'He said "stop." She did.', ['He said "stop."', 'She did.']],
    [
      'gives a citation behind the stop to the sentence before',
      'A fact.[1] Another. [2][3] End.',
      ['A fact.[1]', 'Another. [2][3]', 'End.'],
    ],
    ['splits scripts without spaces', '日本語です。次です。', ['日本語です。', '次です。']],
    [
      'gives list items without their markers',
      'Needed:\n- a key\n* a lock\n2. A door\n',
      ['Needed:', 'a key', 'a lock', 'A door'],
    ],
    [
      'joins a wrapped line and not a new paragraph',
      'One long\nsentence here\n\nother text',
      ['One long\nsentence here', 'other text'],
    ],
    ['gives nothing for white space', ' \n\t ', []],
  ])('%s', (_name, text, expected) => {
    expect(split(text)).toEqual(expected);
  });
});

describe('citation marks', () => {
  it('are read as numbers, lists and ranges', () => {
    expect(citationMarksIn('a [1], b [1, 3] c [2-4] d [ 7 ]').map(({ numbers }) => numbers)).toEqual([
      [1],
      [1, 3],
      [2, 3, 4],
      [7],
    ]);
  });

  it('are not made of words, long numbers or wide ranges', () => {
    expect(citationMarksIn('[sic] [2024] [a1]')).toEqual([]);
    expect(citationMarksIn('[1-200]')[0]?.numbers).toEqual([1, 200]);
  });
});
