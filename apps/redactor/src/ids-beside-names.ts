import type { EntityType } from './entities.ts';
import type { Finding } from './recognizers/recognizer.ts';

/** A code of letters and at least four digits, right behind a name: "Ada Lovelace (E078505)", "Lovelace, Ada, H839312U". */
const beside =
  /(?:,| \()[ ]?(?<value>(?:[A-Z]{1,4}-?\d[\d-]{3,9}-?[A-Z]?|\d[\d-]{3,9}-?[A-Z]))(?=[),;.]|\s|$)/dy;

/** A car's plate, where it stands in such a place: Californian, or British since 2001. */
const plate = /(?:,| \()[ ]?(?<value>\d[A-Z]{3}\d{3}|[A-Z]{2}\d{2} ?[A-Z]{3})(?=[),;.]|\s|$)/dy;

/** Numbers of things, not of people: invoices, references, orders, tickets, claims, tenancies, cases. */
const ofThings = /^(?:INV|REF|ORD|PO|SO|TK|TKT|TN|INC|CL|CN|DOC|CASE|RMA|CHG|QTE)-?\d/;

const clinical = /patient|hospital|clinic|ward|surgery|diagnos/i;

/** How far around a name words of a clinic are looked for, in UTF-16 units. */
const reach = 300;

/**
 * Identifiers and number plates in apposition to a name. Whose an identifier is is clear, what it is called is not: in a
 * clinic's text a record number, elsewhere an employee's.
 */
export const idsBesideNames = (text: string, persons: readonly Finding[]): Finding[] =>
  persons.flatMap(({ end }) => {
    if (!mayBeBeside(text, end)) return [];
    const plateAt = matchAt(plate, text, end);
    if (plateAt !== undefined) return [findingAt('LICENSE_PLATE', plateAt)];
    const idAt = matchAt(beside, text, end);
    if (idAt === undefined || ofThings.test(text.slice(...idAt))) return [];
    const around = text.slice(Math.max(0, end - reach), end + reach);
    return [findingAt(clinical.test(around) ? 'MEDICAL_RECORD_NUMBER' : 'EMPLOYEE_ID', idAt)];
  });

const [comma, blank, bracket] = [...', ('].map((sign) => sign.charCodeAt(0));

/** As both patterns begin; there may be a hundred thousand names, and hardly anything beside them. */
const mayBeBeside = (text: string, at: number): boolean => {
  const unit = text.charCodeAt(at);
  return unit === comma || (unit === blank && text.charCodeAt(at + 1) === bracket);
};

const matchAt = (pattern: RegExp, text: string, at: number): [number, number] | undefined => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.indices?.groups?.value;
};

const score = 0.5;

const because = {
  recognizer: 'IdBesideNameRecognizer',
  pattern: 'Identifier beside a name',
  originalScore: score,
};

const findingAt = (entity: EntityType, [start, end]: [number, number]): Finding => ({
  entity,
  start,
  end,
  score,
  because,
});
