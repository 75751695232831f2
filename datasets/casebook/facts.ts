import { clockTime, type Day } from './dates.ts';
import type { Locale } from './places.ts';
import { fillPattern, type Random } from './random.ts';

/** What a fact is drawn from: the document's own day and its way to write dates, its place, its draws. */
export type FactSource = {
  today: Day;
  writeDate: (day: Day) => string;
  locale: Locale;
  random: Random;
};

const KINDS: Record<string, (args: string[], source: FactSource) => string> = {
  money: ([low, high], { locale, random }) =>
    money(locale, random.int(Number(low), Number(high)), random.int(1, 99)),
  round: ([low, high, step], { locale, random }) =>
    money(locale, random.int(Number(low) / Number(step), Number(high) / Number(step)) * Number(step), 0),
  num: ([low, high], { random }) => String(random.int(Number(low), Number(high))),
  before: ([low, high], source) =>
    source.writeDate(source.today - source.random.int(Number(low), Number(high))),
  after: ([low, high], source) =>
    source.writeDate(source.today + source.random.int(Number(low), Number(high))),
  time: (_, { locale, random }) => clockTime(locale, random),
  code: (args, { random }) => fillPattern(args.join(' '), random),
  pick: (args, { random }) => random.pick(args.join(' ').split(';')).trim(),
};

function money(locale: Locale, whole: number, cents: number): string {
  const sign = { uk: '£', us: '$', eu: '€' }[locale];
  const tail = cents === 0 ? '' : `.${String(cents).padStart(2, '0')}`;
  return `${sign}${whole.toLocaleString('en-GB')}${tail}`;
}

/**
 * Draws a fact from its declaration in a grammar: `money 20 400`, `round 500 4000 50`, `num 3 40`, `before 2 30` and
 * `after 2 30` (days from the document's day), `time`, `code TK-#####`, `pick one; another`.
 */
export function drawFact(declaration: string, source: FactSource): string {
  const [kind, ...args] = declaration.split(' ') as [string, ...string[]];
  const draw = KINDS[kind];
  if (!draw) throw new Error(`unknown kind of fact: ${declaration}`);
  return draw(args, source);
}
