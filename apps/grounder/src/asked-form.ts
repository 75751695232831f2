import type { Weighed } from './alignment.ts';
import type { TermKind, Word } from './terms.ts';

/** What a question may ask for. */
export const askedForms = [
  'person',
  'time',
  'amount',
  'place',
  'reason',
  'manner',
  'thing',
  'whether',
  'other',
] as const;

export type AskedForm = (typeof askedForms)[number];

/** What an answer holds besides the question's words: a term of one of these kinds, or one of these words. */
export type Wanted = { kinds: readonly TermKind[]; words: ReadonlySet<string> };

const listed = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

const openings: readonly { form: AskedForm; asks: RegExp }[] = [
  {
    form: 'amount',
    asks: /\bhow (?:many|much|old|far|tall|often|large|big|high|deep|fast|heavy)\b|\b(?:what|which) (?:percentage|percent|number|amount|fraction|share|population)\b/,
  },
  {
    form: 'time',
    asks: /\bwhen\b|\bhow long\b|\b(?:what|which) (?:year|date|day|month|century|decade|time|season)\b/,
  },
  { form: 'reason', asks: /\bwhy\b|\bwhat (?:caused?|causes|reasons?|led)\b|\bwhich reasons?\b/ },
  { form: 'person', asks: /\bwho\b|\bwhose\b|\bwhom\b/ },
  {
    form: 'place',
    asks: /\bwhere\b|\b(?:what|which) (?:city|country|state|place|county|region|continent|town|location)\b/,
  },
  { form: 'manner', asks: /\bhow\b/ },
  { form: 'thing', asks: /\bwhat\b|\bwhich\b/ },
  {
    form: 'whether',
    asks: /^(?:(?:so|and|but|then|ok|okay) )?(?:is|are|was|were|do|does|did|can|could|has|have|had|will|would|should|may|isn't|aren't|doesn't|don't)\b/,
  },
];

const anything: Wanted = { kinds: [], words: new Set() };

const wanted: Record<AskedForm, Wanted> = {
  person: {
    kinds: ['name', 'placeholder'],
    words: listed('people group army company government king queen'),
  },
  time: {
    kinds: ['date', 'number'],
    words: listed('year years century decade months days during after before until'),
  },
  amount: {
    kinds: ['number', 'date'],
    words: listed('many several few hundreds thousands millions half third percent most'),
  },
  place: { kinds: ['name', 'placeholder'], words: listed('in at near north south east west') },
  reason: {
    kinds: [],
    words: listed(
      'because due since therefore thus so cause caused causes reason reasons result led owing to',
    ),
  },
  manner: { kinds: [], words: listed('by through via using with method process use') },
  thing: anything,
  whether: anything,
  other: anything,
};

/** What is asked for, by the question word that stands first. */
export const formAsked = (asked: readonly Word[]): AskedForm => {
  const text = asked.map(({ plain }) => plain).join(' ');
  let [form, first]: [AskedForm, number] = ['other', Number.POSITIVE_INFINITY];
  for (const opening of openings) {
    const at = text.search(opening.asks);
    if (at >= 0 && at < first) [form, first] = [opening.form, at];
  }
  return form;
};

/** What an answer to a question of this form holds; no kinds and no words where anything may answer it. */
export const wantedBy = (form: AskedForm): Wanted => wanted[form];

const asksWhich = listed('what which whose');
const hollow = listed('type kind sort name term word form part of the is was are were a an');
const mostHollow = 5;

/** The word that says what sort of thing is asked for (`what river`, `which type of theatre`), if any. */
export const focusOf = (asked: readonly Weighed[]): Word | undefined => {
  const which = asked.findIndex(({ word }) => asksWhich.has(word.plain));
  if (which < 0) return undefined;
  const next = asked.slice(which + 1, which + 1 + mostHollow).find(({ word }) => !hollow.has(word.plain));
  return next?.word.content ? next.word : undefined;
};
