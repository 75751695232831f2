import { isCapital, type Token, tokensOf } from './tokens.ts';
import { auxiliaries, determiners, isContent, prepositions } from './words.ts';

/** What kind of thing would answer. */
export type AnswerType =
  | 'person'
  | 'date'
  | 'time'
  | 'place'
  | 'count'
  | 'money'
  | 'percent'
  | 'measure'
  | 'reason'
  | 'manner'
  | 'contact'
  | 'identifier'
  | 'noun'
  | 'thing';

export type Question = {
  type: AnswerType;
  /** Stems of the words that carry the question's meaning, each once, question words left out. */
  terms: string[];
  /** The terms that are names, numbers or placeholders: a source without them rarely answers. */
  anchors: string[];
  /** Stems of the noun asked for: `park` in "What park covers ...?". */
  focus: string[];
  /** Stem of the last word: "What was it called?". */
  last: string | undefined;
};

/** The first rule that fits decides; `asked` is the question from its question word on, lower case. */
const rules: readonly [RegExp, AnswerType][] = [
  [/^(?:what|which) (?:time|hour)\b(?! (?:period|frame|span))/, 'time'],
  [
    /^(?:what|which|how|where)\b.*\b(?:e-?mail|mail|phone|telephone|fax|url|website|web address)\b/,
    'contact',
  ],
  [
    /^(?:what|which)\b.*\b(?:iban|bic|swift|ssn|passport|licen[cs]e|account|policy|invoice|contract|order|case|file|customer|client|patient|claim|reference|tracking|serial|card|tax|vat|staff|personnel|employee|member|record|plate)(?: \w+)? (?:number|no|id|code|identifier)\b|^(?:what|which)\b.*\b(?:iban|ssn|account)\b/,
    'identifier',
  ],
  [/^(?:what|which) (?:percent|percentage|share|proportion|fraction|rate)\b|^how many percent/, 'percent'],
  [
    /^when\b|^how (?:recently|early|late)\b|\b(?:what|which) (?:\w+ )?(?:years?|dates?|days?|months?|centur(?:y|ies)|decades?|time|period|era|season|deadline)\b|^until when|^what is the (?:\w+ )*(?:date|deadline)\b/,
    'date',
  ],
  [
    /^how much (?:money|did .* (?:cost|pay|spend)|does .* cost|was .* paid|is .* (?:worth|fee|price))|\b(?:what|which) (?:is |was |are |were )?(?:the )?(?:\w+ )*(?:price|cost|fee|amount|salary|premium|budget|revenue|deductible|rent|sum)\b/,
    'money',
  ],
  [
    /^how (?:many|man)\b|\b(?:what|which) (?:is |was )?(?:the )?(?:\w+ )?(?:number|population|total)\b/,
    'count',
  ],
  [
    /^how (?:much|long|old|far|tall|high|large|big|deep|fast|wide|heavy|often|frequently)\b|\bwhat (?:is |was )?(?:the )?(?:\w+ )?(?:age|size|length|height|weight|distance|speed|temperature|duration|area|depth)\b/,
    'measure',
  ],
  [/^why\b|\bfor what (?:reason|purpose)\b|\bwhat (?:\w+ )?(?:reasons?|caus(?:e|es|ed)|purpose)\b/, 'reason'],
  [/^how\b/, 'manner'],
  [/^who(?:m|se)?\b/, 'person'],
  [
    /^where\b|\b(?:what|which) (?:\w+ )?(?:country|countries|city|cities|town|state|states|place|region|province|location|continent|county|island|village|district|nation|river|address)\b/,
    'place',
  ],
];

const questionWord = /\b(?:what|which|who|whom|whose|when|where|why|how)\b/i;

/** Terms of a question that are read: the last ones, where the question proper stands. */
const longest = 60;

/** Type, terms and focus of a question in English. A sentence without a question word asks for a thing. */
export const readQuestion = (text: string): Question => {
  const found = questionWord.exec(text);
  const asked = found === null ? text : text.slice(found.index);
  const tokens = tokensOf(text);
  const content = tokens.filter((token) => isContent(token) && !filler.has(token.stem)).slice(-longest);
  const focus = focusOf(tokensOf(asked));
  const rule = rules.find(([form]) => form.test(asked.toLowerCase()));
  return {
    type: rule?.[1] ?? (focus.length > 0 ? 'noun' : 'thing'),
    terms: [...new Set(content.map((token) => token.stem))],
    anchors: [...new Set(content.filter((token) => isAnchor(token, tokens)).map((token) => token.stem))],
    focus,
    last: content.at(-1)?.stem,
  };
};

/** Words that belong to the asking and not to what is asked. */
const filler = new Set([
  'name',
  'many',
  'much',
  'long',
  'old',
  'please',
  'tell',
  'giv',
  'kind',
  'typ',
  'sort',
]);

const isAnchor = (token: Token, tokens: Token[]): boolean =>
  token.kind !== 'word' || (isCapital(token) && token !== tokens[0]);

/** The noun after "what" or "which": up to three words before the verb; "kind of X" asks for X. */
const focusOf = (asked: Token[]): string[] => {
  const opener = asked[0]?.text.toLowerCase();
  if (opener !== 'what' && opener !== 'which' && opener !== 'whose') return [];
  const nouns: Token[] = [];
  for (const token of asked.slice(1)) {
    const word = token.text.toLowerCase();
    if (word === 'of' || determiners.has(word)) {
      if (nouns.length === 0) break;
      continue;
    }
    if (auxiliaries.has(word) || prepositions.has(word) || token.kind === 'sign' || nouns.length === 3) break;
    nouns.push(token);
  }
  return nouns.map((token) => token.stem).filter((stem) => !filler.has(stem));
};
