import { Failure } from '@rollcall/failures';
import { safeText } from '../safe-text.ts';
import {
  type Comparison,
  type Condition,
  comparisons,
  type FieldPath,
  filterLimits,
  type Scalar,
} from './condition.ts';

/** What has been read of one filter, against the limits; `path` leads to the condition that is being read. */
type Reading = { path: string; depth: number; used: { conditions: number; values: number } };

type Members = Record<string, unknown>;

const operators = ['eq', 'in', ...comparisons, 'exists'] as const;
type Operator = (typeof operators)[number];

/**
 * Checks a request's filter: either a condition, or the short form `{field: value, other: [value, ...]}`, in which
 * every field must have its value or one of its values. Names and strings are made safe as a document's are.
 *
 * Throws `request.invalid`; `details.fields` names the place of what is wrong (`filter.and.1.in`) and
 * `details.problem` says what it is, neither of them with a value or a name out of the filter.
 *
 * @param path the filter's own place in the request
 */
export const parseFilter = (value: unknown, path = 'filter'): Condition => {
  const reading: Reading = { path, depth: 0, used: { conditions: 0, values: 0 } };
  const members = demandObject(value, reading);
  return isCondition(members) ? readCondition(members, reading) : readShortForm(members, reading);
};

/**
 * The short form may have fields that are called `and` or `field`: it is one as long as no value makes a condition of
 * it. An `and` holds objects, which no field of the short form does.
 */
const isCondition = (members: Members): boolean => {
  const hasObjects = (value: unknown) => Array.isArray(value) && (value.length === 0 || value.some(isObject));
  if (hasObjects(members.and) || hasObjects(members.or) || isObject(members.not)) return true;
  return 'field' in members && operators.some((operator) => operator in members);
};

const readShortForm = (members: Members, reading: Reading): Condition => {
  const of = Object.entries(members).map(([name, value], index): Condition => {
    const at = inside(reading, `(field ${index + 1})`);
    count(at, 'conditions', 1);
    return { kind: 'in', path: readPath(name, at), values: readValues([value].flat(), at) };
  });
  return { kind: 'and', of };
};

const readCondition = (members: Members, reading: Reading): Condition => {
  if (reading.depth > filterLimits.depth)
    refuse(reading, `conditions stand inside each other deeper than ${filterLimits.depth}`);
  if ('field' in members) return readLeaf(members, reading);
  const [key, ...more] = Object.keys(members);
  if (more.length > 0) refuse(reading, 'a condition says one thing: join several with `and` or `or`');
  if (key === 'and' || key === 'or') {
    const list = members[key];
    const at = inside(reading, key);
    if (!Array.isArray(list) || list.length === 0) return refuse(at, 'a list of one condition or more');
    const of = list.map((item, index) => readInner(item, inside(at, String(index))));
    return { kind: key, of };
  }
  if (key === 'not') return { kind: 'not', of: readInner(members.not, inside(reading, key)) };
  return refuse(reading, 'a condition has `and`, `or`, `not` or `field`');
};

const readInner = (value: unknown, reading: Reading): Condition => {
  const deeper = { ...reading, depth: reading.depth + 1 };
  return readCondition(demandObject(value, deeper), deeper);
};

const readLeaf = ({ field, ...rest }: Members, reading: Reading): Condition => {
  count(reading, 'conditions', 1);
  const path = readPath(field, inside(reading, 'field'));
  const [key, ...more] = Object.keys(rest);
  const operator = operators.find((known) => known === key);
  if (operator === undefined || more.length > 0) {
    return refuse(reading, `a condition on a field has one of ${operators.join(', ')}`);
  }
  return readOperand(operator, rest[operator], { path, reading: inside(reading, operator) });
};

const readOperand = (
  operator: Operator,
  value: unknown,
  { path, reading }: { path: FieldPath; reading: Reading },
): Condition => {
  if (operator === 'eq') return { kind: 'in', path, values: readValues([value], reading) };
  if (operator === 'in') {
    if (!Array.isArray(value)) return refuse(reading, 'a list of values');
    return { kind: 'in', path, values: readValues(value, reading) };
  }
  if (operator === 'exists') {
    if (typeof value !== 'boolean') return refuse(reading, 'true or false');
    return value ? { kind: 'exists', path } : { kind: 'not', of: { kind: 'exists', path } };
  }
  return readComparison(operator, value, { path, reading });
};

const readComparison = (
  kind: Comparison,
  value: unknown,
  { path, reading }: { path: FieldPath; reading: Reading },
): Condition => {
  const [bound] = readValues([value], reading);
  if (typeof bound !== 'number' && typeof bound !== 'string') return refuse(reading, 'a number or a string');
  return { kind, path, value: bound };
};

const readPath = (field: unknown, reading: Reading): FieldPath => {
  const names: unknown[] = Array.isArray(field) ? field : [field];
  if (
    names.length === 0 ||
    names.length > filterLimits.names ||
    !names.every((name) => typeof name === 'string')
  ) {
    return refuse(reading, `a name, or a list of 1 to ${filterLimits.names} names`);
  }
  if (names.join('').length > filterLimits.pathLength) {
    return refuse(reading, `the names together have at most ${filterLimits.pathLength} characters`);
  }
  return names.map((name) => safeText(name));
};

const readValues = (values: unknown[], reading: Reading): Scalar[] => {
  count(reading, 'values', values.length);
  return values.map((value) => {
    if (typeof value === 'string') {
      if (value.length > filterLimits.textLength) {
        return refuse(reading, `a string has at most ${filterLimits.textLength} characters`);
      }
      return safeText(value);
    }
    // Beyond a double's range a number has been parsed as infinite, and no document has that.
    if (
      typeof value === 'boolean' ||
      value === null ||
      (typeof value === 'number' && Number.isFinite(value))
    ) {
      return value;
    }
    return refuse(reading, 'a string, a number, true, false or null');
  });
};

const count = ({ path, used }: Reading, what: keyof Reading['used'], added: number): void => {
  used[what] += added;
  if (used[what] > filterLimits[what]) refuse({ path }, `a filter has at most ${filterLimits[what]} ${what}`);
};

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const demandObject = (value: unknown, reading: Reading): Members =>
  isObject(value) ? value : refuse(reading, 'an object');

const inside = (reading: Reading, step: string): Reading => ({ ...reading, path: `${reading.path}.${step}` });

const refuse = ({ path }: Pick<Reading, 'path'>, problem: string): never => {
  throw new Failure('request.invalid', { details: { fields: [path], problem } });
};
