import type { Token } from './tokens.ts';

/** What people do: after two capitalised words it makes them a person. */
const personVerbs = new Set(
  `said says told asked replied wrote writes writes explained confirmed reported requested complained stated argued
  lives lived works worked moved married died born retired resigned joined graduated studied grew called emailed phoned
  visited signed agreed admitted denied claimed presented complains suffers underwent attended arrived thanked
  apologised apologized earned purchased ordered booked rented has was is`.split(/\s+/),
);

const weakVerbs = new Set(['has', 'was', 'is']);

/** Followed by an age, a pronoun, an address in brackets or letters after a name. */
const apposition =
  /^(?:,? (?:aged? )?\d{1,2}(?:,| years| year-old|\))|,? \((?:born|b\.|he|she|they|age|aged|dob|\d{1,2}\b|\d{4}[–-])|,? (?:PhD|MD|M\.D\.|Ph\.D\.|Esq|RN|CPA|JD|Jr|Sr|DDS|MBA)\b| ?[<([][\w.+-]{1,64}@)/i;

/** How sure the words after a run make that it is a person, 0 where they say nothing. */
export const evidenceAfter = (text: string, end: number, next: Token | undefined): number => {
  if (apposition.test(text.slice(end, end + 80))) return 0.8;
  if (next === undefined || text.slice(end, next.start) !== ' ') return 0;
  if (next.shape !== 'lower' || !personVerbs.has(next.lower)) return 0;
  return weakVerbs.has(next.lower) ? 0 : 0.55;
};

/**
 * The names that the local parts of a text's e-mail addresses spell: `anna.kovacs@`, `akovacs@`,
 * `annakovacs@`. Two capitalised words that an address repeats are its owner.
 */
export const addressees = (text: string): ReadonlySet<string> => {
  const spelled = new Set<string>();
  for (const match of text.matchAll(/(?<![\w.+-])[a-z][\w.+-]{2,63}(?=@)/gi)) {
    spelled.add(match[0].toLowerCase().replace(/[^a-z]/g, ''));
  }
  return spelled;
};

/** True where one of the addresses is made of this given name and surname. */
export const ownsAddress = (spelled: ReadonlySet<string>, given: Token, family: Token): boolean => {
  if (spelled.size === 0) return false;
  const first = plain(given);
  const last = plain(family);
  return [first + last, last + first, (first[0] ?? '') + last, first + (last[0] ?? '')].some((form) =>
    spelled.has(form),
  );
};

const plain = (token: Token): string => token.lower.normalize('NFD').replace(/[^a-z]/g, '');
