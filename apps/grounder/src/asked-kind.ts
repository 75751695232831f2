import type { TermKind, Word } from './terms.ts';

const forms: readonly { asks: RegExp; kinds: readonly TermKind[] }[] = [
  {
    asks: /^(?:\S+ ){0,3}when\b|\b(?:what|which) (?:year|date|day|century|decade)\b/,
    kinds: ['date', 'number'],
  },
  {
    asks: /\bhow (?:many|much|long|old|far|tall|often|large|big|high)\b|\bwhat (?:percentage|number|amount)\b/,
    kinds: ['number', 'date'],
  },
  { asks: /^(?:\S+ ){0,3}(?:who|whose|whom|where)\b/, kinds: ['name', 'placeholder'] },
];

/** The kinds of term of which an answer must have one, by how the question opens; undefined where any will do. */
export const kindsAsked = (asked: readonly Word[]): readonly TermKind[] | undefined => {
  const text = asked.map(({ plain }) => plain).join(' ');
  return forms.find(({ asks }) => asks.test(text))?.kinds;
};
