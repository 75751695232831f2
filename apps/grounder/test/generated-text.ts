/** A small seeded generator (mulberry32): the same seed gives the same texts on every machine. */
export const seeded = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const pieces = [
  'the contract',
  'Robert Boyle',
  'paid',
  'never',
  '42',
  '3.5 million',
  '1.234,50',
  'euros',
  '5 March 2024',
  '2024-03-05',
  '<PERSON_1>',
  '<IBAN_CODE_12>',
  'U.S.',
  'Dr. Smith',
  'e.g.',
  'No. 7',
  'café',
  'cafe\u0301',
  'naïve',
  '🙂',
  '👩‍👩‍👧',
  '日本語です。',
  '中文',
  'ไทย',
  'العربية',
  '٤٢',
  'ß',
  'ﬁx',
  '\ud83d',
  '\udc00',
  '\u0000',
  '[1]',
  '[1, 3]',
  '[2-4]',
  '[99]',
  '.',
  '. ',
  '! ',
  '? ',
  '…',
  '...',
  '"',
  '”',
  '\n',
  '\n\n',
  '\r\n',
  '- item',
  '1. first',
  '# Head',
  '\t',
  '\u00a0',
  '\u2028',
  '</source>',
  '<source n="2" title="x">',
  'I do not know',
  'The sources do not contain the answer.',
  'Sure!',
  "don't",
  'twenty-one',
  'and',
  ', ',
  ';',
];

/** A text of up to `most` pieces that are awkward for offsets: surrogates, combining marks, citations, lists. */
export const awkwardText = (random: () => number, most: number): string =>
  Array.from({ length: Math.floor(random() * most) }, () => pieces[Math.floor(random() * pieces.length)]!)
    .map((piece) => (random() < 0.7 ? `${piece} ` : piece))
    .join('');
