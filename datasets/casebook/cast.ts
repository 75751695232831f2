import { dateStyle, dayOf, isoDate } from './dates.ts';
import { drawFact } from './facts.ts';
import type { Grammar } from './grammar.ts';
import { type MarkedText, plain, planted } from './marked-text.ts';
import { asciiName, type Name } from './names.ts';
import { describePerson, workMail } from './person.ts';
import { type Locale, phone } from './places.ts';
import { randomFor } from './random.ts';
import { render, type Slot } from './render.ts';

/** What fixes a document's people and facts. Twins share all of it but `isTwin`. */
export type CastRecipe = {
  key: string;
  locale: Locale;
  isTwin: boolean;
  /** The person concerned (p), two whom scenes name (q, r), the organisation's writer (t), one for each note (s, u, v). */
  people: readonly Name[];
  facts: ReadonlyMap<string, string>;
  twist: readonly string[];
};

/** Details that have another form in each place. */
const LOCAL_DETAILS: Record<string, Record<Locale, string>> = {
  bank: { uk: 'iban', us: 'account', eu: 'iban' },
  national: { uk: 'nino', us: 'ssn', eu: 'dob' },
};

const FIRST_DAY = dayOf(2023, 2, 1);
const LAST_DAY = dayOf(2025, 9, 30);
const ROLES = ['p', 'q', 'r', 't', 's', 'u', 'v'];

/** The slots of one document: every path always gives the same text. Throws on a path that nobody declared. */
export function castSlots(grammar: Grammar, recipe: CastRecipe): Slot {
  const { key, locale, isTwin } = recipe;
  const random = (name: string) => randomFor(`${key}/${name}`);
  const company = random('company').pick(grammar.companies);
  const domain = `${asciiName(company.split(' ').slice(0, 2).join(' '), '')}.example.${random('domain').pick(['com', 'org', 'net'])}`;
  const writeDate = dateStyle(locale, random('dates'));
  const firstDay = random('today').int(FIRST_DAY, LAST_DAY);
  const today = isTwin && recipe.twist.includes('today') ? firstDay + random('later').int(20, 90) : firstDay;

  const fact = (name: string, declaration: string): string => {
    const source = { today, writeDate, locale };
    const first = drawFact(declaration, { ...source, random: random(name) });
    if (!isTwin || (name !== 'ref' && !recipe.twist.includes(name))) return first;
    for (let attempt = 1; attempt < 100; attempt++) {
      const other = drawFact(declaration, { ...source, random: random(`${name}/twin/${attempt}`) });
      if (other !== first) return other;
    }
    throw new Error(`no second value for the fact ${name}: ${declaration}`);
  };

  const person = (name: Name, role: string, what: string): MarkedText => {
    if (what === 'work') {
      return planted(workMail(name, domain, random(`${role}.work`)), 'EMAIL_ADDRESS');
    }
    if (what === 'dob') {
      const born = random(`${role}.dob`).int(dayOf(grammar.born[0], 1, 1), dayOf(grammar.born[1], 12, 31));
      return planted(writeDate(born), 'DATE_OF_BIRTH');
    }
    const local = LOCAL_DETAILS[what];
    if (local) return person(name, role, local[locale]);
    if (what === 'digits') {
      const number = describePerson(name, 'phone', locale, random(`${role}.phone`)).text;
      return planted(number.replace(/[^+\d]/g, ''), 'PHONE_NUMBER');
    }
    return describePerson(name, what, locale, random(`${role}.${what}`));
  };

  const desk: Record<string, () => MarkedText> = {
    email: () => planted(`${grammar.desk}@${domain}`, 'EMAIL_ADDRESS'),
    phone: () => planted(phone(locale, random('desk.phone')), 'PHONE_NUMBER'),
    url: () => planted(`https://www.${domain}/${grammar.desk}`, 'URL'),
  };

  const slot: Slot = (path) => {
    const dot = path.indexOf('.');
    const [head, what] = dot < 0 ? [path, 'full'] : [path.slice(0, dot), path.slice(dot + 1)];
    if (ROLES.includes(head)) return person(recipe.people[ROLES.indexOf(head)]!, head, what);
    if (head === 'desk') return desk[what]!();
    if (head === 'co') return plain(company);
    if (head === 'today') return plain(writeDate(today));
    if (head === 'iso') return plain(isoDate(today));
    if (head === 'ref') return plain(fact('ref', `code ${grammar.ref}`));
    if (head === 'loc') {
      const [uk, us, eu = uk] = what.split('/');
      return plain({ uk: uk!, us: us!, eu: eu! }[locale]);
    }
    const declaration = recipe.facts.get(head);
    if (declaration === undefined) throw new Error(`${grammar.kind}: nobody declares [${path}]`);
    return render(fact(head, declaration), random(`${head}/wording`), slot);
  };
  return slot;
}
