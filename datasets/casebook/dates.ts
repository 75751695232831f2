import type { Locale } from './places.ts';
import type { Random } from './random.ts';

/** A calendar day as days since 1970-01-01. */
export type Day = number;

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
const MILLISECONDS_A_DAY = 86_400_000;

export function dayOf(year: number, month: number, date: number): Day {
  return Date.UTC(year, month - 1, date) / MILLISECONDS_A_DAY;
}

/** A day in figures, as logs and document numbers write it: 2024-03-14. */
export function isoDate(day: Day): string {
  return new Date(day * MILLISECONDS_A_DAY).toISOString().slice(0, 10);
}

/** How one document writes its dates, all of them alike. */
export function dateStyle(locale: Locale, random: Random): (day: Day) => string {
  const inFigures = random.int(1, 4) === 1;
  return (day) => {
    const [year, month, date] = isoDate(day).split('-') as [string, string, string];
    if (!inFigures) {
      const name = MONTHS[Number(month) - 1];
      return locale === 'us' ? `${name} ${Number(date)}, ${year}` : `${Number(date)} ${name} ${year}`;
    }
    if (locale === 'us') return `${month}/${date}/${year}`;
    return [date, month, year].join(locale === 'uk' ? '/' : '.');
  };
}

/** A time of the working day, to five minutes, as the place writes it. */
export function clockTime(locale: Locale, random: Random): string {
  const [hour, minute] = [random.int(7, 20), String(random.int(0, 11) * 5).padStart(2, '0')];
  if (locale !== 'us') return `${String(hour).padStart(2, '0')}:${minute}`;
  return `${hour > 12 ? hour - 12 : hour}:${minute} ${hour >= 12 ? 'pm' : 'am'}`;
}
