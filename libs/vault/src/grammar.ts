import { begun, literal, oneOf, type Part, whole } from './pattern.ts';

/**
 * What models make of a placeholder, for the types of one document:
 *
 * - other brackets, doubled ones, escapes of Markdown, HTML, URLs and JSON, full-width characters;
 * - other case, spaces and line breaks inside, a space, a hyphen or nothing for `_`;
 * - a plural or a possessive inside the brackets;
 * - one bracket or both gone: then only with underscores, as a word of its own.
 *
 * Every repetition is bounded, so a search is linear in the text, and no match is longer than some 120 units.
 */
export type Grammar = {
  /** Finds the next placeholder from `lastIndex` on. */
  find: RegExp;
  /** Finds, from `lastIndex` on, the first place from which on more text may make a difference. */
  open: RegExp;
  /** The type that a text names which `find` took for one. */
  typeOf(written: string): string;
};

/** Placeholders of no type of the document, as the redactor writes them: left alone and counted. */
const foreign: Part[] = ['<', '[A-Z]', '[A-Z0-9_]{0,50}', '_', '[1-9]', '[0-9]{0,5}', '>'];

const fill = '[\\s\\u200b\\u2060\\ufeff*]{0,3}';
const between = '[\\s\\u200b\\u2060\\ufeff*_\\uff3f\\\\#:-]{0,4}';
const underscore: Part[] = ['\\\\?', '[_\\uff3f]'];

const opening: Part = {
  any: [
    [{ name: 'escaped', parts: ['\\\\'] }, '<'],
    ['\\\\?', '\\['],
    [oneOf('<', '{', '＜', '〈', '《', '«', '‹', '［', '【', '｛')],
    [oneOf('&lt;', '&amp;lt;', '&#60;')],
    ['&', '#', 'x', '3', '[Cc]', ';'],
    ['%', '3', '[Cc]'],
    ['\\\\', 'u', '0', '0', '3', '[Cc]'],
  ],
};

const closing: Part = {
  any: [
    ['[/\\\\]?', '>'],
    // A link keeps its brackets.
    ['\\\\?', '\\]', { ahead: '(?!\\()', begun: '$' }],
    [oneOf('}', '＞', '〉', '》', '»', '›', '］', '】', '｝')],
    [oneOf('&gt;', '&amp;gt;', '&#62;')],
    ['&', '#', 'x', '3', '[Ee]', ';'],
    ['%', '3', '[Ee]'],
    ['\\\\', 'u', '0', '0', '3', '[Ee]'],
  ],
};

const possessive: Part = { any: [[{ name: 'suffix', parts: ["['’]?", '[sS]'] }], []] };

const number: Part = { name: 'number', parts: ['[1-9\\uff11-\\uff19]', '[0-9\\uff10-\\uff19]{0,5}'] };

const wordBefore = '(?<![\\p{L}\\p{N}_\\\\-])';
const noWordBehind: Part = {
  ahead: '(?=s?(?:$|[^\\p{L}\\p{N}_\\\\-]|-(?!\\p{N})))',
  begun: 's?-?$',
};

/** A type's name, character by character, in either case and width, with `joint` where it has an underscore. */
const spelled = (type: string, joint: readonly Part[]): Part[] =>
  Array.from(type).flatMap((character): readonly Part[] =>
    character === '_' ? joint : [inAnyForm(character)],
  );

const inAnyForm = (character: string): string => {
  const forms = new Set(
    [character.toUpperCase(), character.toLowerCase()].filter(({ length }) => length === 1),
  );
  const wide = [...forms]
    .filter((form) => /[\x21-\x7e]/.test(form))
    .map((form) => String.fromCharCode(form.charCodeAt(0) + 0xfee0));
  return `[${[...forms, ...wide].map(literal).join('')}]`;
};

const grammars = new Map<string, Grammar>();
const mostGrammars = 200;

/** The grammar for the placeholders of these types. */
export const grammarOf = (types: Iterable<string>): Grammar => {
  const sorted = [...new Set(types)].sort();
  const key = sorted.join(' ');
  const known = grammars.get(key);
  if (known) return known;
  if (grammars.size >= mostGrammars) grammars.clear();
  const grammar = compile(sorted);
  grammars.set(key, grammar);
  return grammar;
};

const compile = (types: readonly string[]): Grammar => {
  const forms = [...(types.length === 0 ? [] : formsOf(types)), { before: '', parts: foreign }];
  const alternatives = (compiled: (parts: readonly Part[]) => string): string =>
    forms.map(({ before, parts }) => before + compiled(parts)).join('|');
  const bySquashed = new Map(types.map((type) => [squash(type), type]));
  return {
    find: new RegExp(alternatives(whole), 'gu'),
    open: new RegExp(alternatives(begun), 'gu'),
    typeOf: (written) => (types.includes(written) ? written : (bySquashed.get(squash(written)) ?? written)),
  };
};

const formsOf = (types: readonly string[]): { before: string; parts: Part[] }[] => {
  const loose: Part[] = [
    fill,
    { name: 'type', parts: [{ any: types.map((type) => spelled(type, [between])) }] },
    between,
    number,
    possessive,
    fill,
  ];
  const strict: Part[] = [
    { name: 'type', parts: [{ any: types.map((type) => spelled(type, underscore)) }] },
    ...underscore,
    number,
  ];
  const doubled = ['<>', '[]', '{}'].map((pair) => {
    const [open, close] = Array.from(pair, literal) as [string, string];
    return { before: '', parts: [{ name: 'doubled', parts: [open, open] }, ...loose, close, close] };
  });
  return [
    ...doubled,
    { before: '', parts: [opening, ...loose, closing] },
    { before: wordBefore, parts: ['<?', ...strict, '>?', noWordBehind] },
  ];
};

/** A name without what only separates: letters and digits, in capitals and of usual width. */
const squash = (written: string): string =>
  narrow(written)
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

/** Full-width characters as the usual ones. */
export const narrow = (written: string): string =>
  written.replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));
