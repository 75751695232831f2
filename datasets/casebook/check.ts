import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { isBitcoinAddress, isIban, isLuhn, isNhsNumber } from './checksums.ts';
import { type CaseLine, countWords, pointedText } from './line.ts';

const FEWEST_WORDS = 120;
const MOST_WORDS = 350;

/** What every value of a type must be; a type that is not here is not allowed. */
const RULES: Record<string, (value: string) => boolean> = {
  PERSON: (value) => /^[\p{L} .,'’-]+$/u.test(value),
  EMAIL_ADDRESS: (value) => /^[a-z0-9._-]+@([a-z0-9-]+\.)*example\.(com|org|net)$/.test(value),
  PHONE_NUMBER: (value) =>
    /^(\+?44|0)(2079460\d{3}|1632960\d{3}|7700900\d{3})$|^1?\d{3}55501\d{2}$|^(\+?49|0)3023125\d{3}$|^\+?331990\d{5}$/.test(
      value.replace(/[^\d]/g, ''),
    ),
  CREDIT_CARD: (value) => /^(4242|4000|5555|5105|2223|3782)/.test(value) && isLuhn(value),
  IBAN_CODE: isIban,
  US_BANK_NUMBER: (value) => /^\d{9}$/.test(value),
  US_SSN: (value) => /^(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}$/.test(value),
  US_ITIN: (value) => /^9\d{2}-(7\d|8[0-8])-\d{4}$/.test(value),
  UK_NINO: (value) => /^(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z]{2}( \d{2}){3} [A-D]$/.test(value),
  UK_NHS: (value) => value.startsWith('999') && isNhsNumber(value),
  UK_POSTCODE: (value) => /^[A-Z]{1,2}\d{2} \d[A-Z]{2}$/.test(value),
  IP_ADDRESS: (value) =>
    isIP(value) !== 0 && /^(192\.0\.2|198\.51\.100|203\.0\.113)\.|^2001:db8:/.test(value),
  MAC_ADDRESS: (value) => /^00:00:5E:00:53:[0-9A-F]{2}$/.test(value),
  CRYPTO: isBitcoinAddress,
  URL: (value) => /^https:\/\/([a-z0-9-]+\.)*example\.(com|org|net)\//.test(value),
  LOCATION: (value) => value.length > 8 && /\d/.test(value),
  DATE_OF_BIRTH: (value) => /\d{4}/.test(value),
  EMPLOYEE_ID: (value) => /\d{4}/.test(value),
  POLICY_NUMBER: (value) => /\d{4}/.test(value),
  MEDICAL_RECORD: (value) => /\d{5}/.test(value),
  LICENSE_PLATE: (value) => /\d/.test(value) && /[A-Z]/.test(value),
  SECRET: (value) => /^[a-z]{2,3}[-_](demo|test)[-_]\w{20,28}$/.test(value),
};

/** Everything that is wrong with a casebook, one sentence a fault; an empty list for a sound one. */
export function faultsOf(lines: readonly CaseLine[]): string[] {
  const faults = [...validatorFaults(), ...lines.flatMap(lineFaults), ...pairFaults(lines)];
  const ids = new Set(lines.map((line) => line.id));
  if (ids.size !== lines.length) faults.push('two documents have one id');
  const questions = new Set(lines.map((line) => line.question));
  if (questions.size !== lines.length) faults.push('two documents have one question');
  return faults;
}

/** The validators first prove themselves on published values, else a wrong one could bless wrong data. */
function validatorFaults(): string[] {
  const known: [string, boolean, boolean][] = [
    ['Luhn', isLuhn('4242 4242 4242 4242'), isLuhn('4242 4242 4242 4241')],
    ['IBAN', isIban('GB82 WEST 1234 5698 7654 32'), isIban('GB82 WEST 1234 5698 7654 23')],
    ['NHS', isNhsNumber('943 476 5919'), isNhsNumber('943 476 5918')],
    [
      'Bitcoin',
      isBitcoinAddress('1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa'),
      isBitcoinAddress('1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb'),
    ],
  ];
  return known
    .filter(([, right, wrong]) => !right || wrong)
    .map(([name]) => `the ${name} validator is wrong`);
}

function lineFaults(line: CaseLine): string[] {
  const faults: string[] = [];
  const fault = (text: string) => faults.push(`${line.id}: ${text}`);
  const words = countWords(line.passages.join(' '));
  if (words < FEWEST_WORDS || words > MOST_WORDS) fault(`${words} words`);
  if (line.passages.length < 1 || line.passages.length > 3) fault(`${line.passages.length} passages`);
  if (line.answerable !== line.answers.length > 0) fault('answerable and answers disagree');
  for (const answer of line.answers) {
    if (!line.passages.some((passage) => passage.includes(answer)))
      fault(`answer not in a passage: ${answer}`);
  }
  for (const text of [line.document_title, line.question, ...line.passages]) {
    if (/[[\]{}|]| {2}| [,.;](?!\d)|\n\n\n|undefined/.test(text)) fault(`a template shows: ${text}`);
  }
  const reached = new Map<string, number>();
  for (const { in: pointer, start, end, type, value } of line.pii) {
    if (pointedText(line, pointer).slice(start, end) !== value) fault(`span is not its value: ${value}`);
    if (!RULES[type]?.(value)) fault(`not a ${type}: ${value}`);
    if (start < (reached.get(pointer) ?? 0)) fault(`spans overlap or are out of order: ${value}`);
    reached.set(pointer, end);
  }
  for (const value of unmarkedMentions(line)) fault(`a planted value stands somewhere unmarked: ${value}`);
  return faults;
}

/** Planted values that occur once more than they are marked, in any text of the line. */
function unmarkedMentions(line: CaseLine): string[] {
  const pointers = ['/id', '/document_title', '/question', ...line.passages.map((_, i) => `/passages/${i}`)];
  const values = new Set(line.pii.map(({ value }) => value));
  return [...values].filter((value) =>
    pointers.some((pointer) => {
      const text = pointedText(line, pointer);
      const marked = line.pii.filter((planted) => planted.in === pointer);
      for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length)) {
        const end = at + value.length;
        if (isInsideWord(text, at, end)) continue;
        if (!marked.some((planted) => planted.start <= at && planted.end >= end)) return true;
      }
      return false;
    }),
  );
}

function isInsideWord(text: string, start: number, end: number): boolean {
  return /[\p{L}\d]/u.test(text[start - 1] ?? '') || /[\p{L}\d]/u.test(text[end] ?? '');
}

function pairFaults(lines: readonly CaseLine[]): string[] {
  const pairs = new Map<number, CaseLine[]>();
  for (const line of lines) {
    if (line.pair !== undefined) pairs.set(line.pair, [...(pairs.get(line.pair) ?? []), line]);
  }
  return [...pairs].flatMap(([pair, twins]) => {
    const [one, two] = twins;
    if (!one || !two || twins.length !== 2) return [`pair ${pair} has ${twins.length} documents`];
    const shared = one.answers.filter((answer) => two.answers.includes(answer) || states(two, answer));
    if (shared.length > 0)
      return [`pair ${pair}: the answer to one is said by the other: ${shared.join(', ')}`];
    return [];
  });
}

/** Whether a document says an answer as whole words; bare figures say nothing without their unit. */
function states(line: CaseLine, answer: string): boolean {
  if (answer.length < 4) return false;
  return line.passages.some((passage) => {
    const at = passage.indexOf(answer);
    return at >= 0 && !isInsideWord(passage, at, at + answer.length);
  });
}

/** Reads a casebook as it lies on the disk. */
export function readCasebook(): CaseLine[] {
  const text = readFileSync(new URL('casebook.jsonl', import.meta.url), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

if (import.meta.main) {
  const lines = readCasebook();
  const faults = faultsOf(lines);
  process.stdout.write(faults.map((fault) => `${fault}\n`).join(''));
  process.stdout.write(`${lines.length} documents, ${faults.length} faults\n`);
  process.exitCode = faults.length === 0 && lines.length === 400 ? 0 : 1;
}
