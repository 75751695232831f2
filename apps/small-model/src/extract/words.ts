import type { Token } from './tokens.ts';

const listed = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/).filter(Boolean));

export const determiners = listed(
  'a an the this that these those its his her their our my your some any each',
);

export const prepositions = listed(
  `in on at by to from of for with into onto near between among through during since until before after
   under over about against within without across toward towards upon as than per via around behind beyond
   along despite throughout like including`,
);

/** Forms of be, have, do and the modal verbs. */
export const auxiliaries = listed(
  `is are was were be been being am has have had having do does did can could will would shall should may
   might must`,
);

const conjunctions = listed(
  'and or but nor so yet because although though while whereas if unless that which who whom whose when where why how what',
);

const pronouns = listed(
  'it he she they we you i him them us me there here itself himself herself themselves',
);

const adverbs = listed(
  "not also only just very more most less then too both such other well however when n't no",
);

/** Words that hold sentences together and mean little by themselves. */
const functionWords: ReadonlySet<string> = new Set([
  ...determiners,
  ...prepositions,
  ...auxiliaries,
  ...conjunctions,
  ...pronouns,
  ...adverbs,
]);

export const isFunctionWord = (token: Token): boolean => functionWords.has(token.text.toLowerCase());

/** True for words, numbers and placeholders that carry meaning. */
export const isContent = (token: Token): boolean => token.kind !== 'sign' && !isFunctionWord(token);

export const months = listed(
  `january february march april may june july august september october november december jan feb mar apr jun
   jul aug sep sept oct nov dec`,
);

export const numberWords = listed(
  `one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
   eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands
   million millions billion billions trillion dozen dozens half third quarter first second once twice`,
);
