import { seededRandom } from '@rollcall/testing';

const given = ['Anna', 'John', 'Maria', 'Peter', 'Yuki', 'Omar', 'Lena', 'Carlos'];
const family = ['Kovacs', 'Miller', 'Okafor', 'Schmidt', 'Tanaka', 'Haddad', 'Novak', 'Lopez'];
const small = 'abcdefghijklmnopqrstuvwxyz';
const signs = `${small}${small.toUpperCase()}0123456789`;

/** A piece of a long text, made anew each time. */
type Piece = (made: Maker) => string;

/** What pieces are made of; the same for the same seed. */
class Maker {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  one<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }

  of(alphabet: string, length: number): string {
    return Array.from({ length }, () => alphabet[this.below(alphabet.length)]).join('');
  }

  digits(length: number): string {
    return this.of('0123456789', length);
  }

  word(): string {
    return this.of(small, 3 + this.below(7));
  }

  capitalised(): string {
    const word = this.word();
    return word[0]!.toUpperCase() + word.slice(1);
  }

  name(): string {
    return `${this.one(given)} ${this.one(family)}`;
  }

  date(): string {
    return `2024-0${1 + this.below(9)}-1${this.below(9)}`;
  }
}

const pieces: Record<string, Piece> = {
  'a list of names': (made) => `${made.name()}\n`,
  'names in capitals': (made) => `${made.name().toUpperCase()}\n`,
  'names in small letters': (made) => `${made.name().toLowerCase()} `,
  'names never heard of': (made) => `${made.capitalised()} ${made.capitalised()}\n`,
  'names, phones, e-mails': (made) =>
    `${made.name()}, +44 20 7946 ${1000 + made.below(9000)}, ${made.word()}@example.org\n`,
  'names and numbers': (made) => `${made.one(given)} ${made.digits(1 + made.below(12))} `,
  addresses: (made) =>
    `${made.below(200)} ${made.one(family)} Street, ${made.one(family)}ton, TX ${made.digits(5)}\n`,
  'forms with labels': (made) =>
    `Name: ${made.name()}\nPhone: 020 7946 ${made.digits(4)}\nDate of birth: ${made.date()}\nPassport: ${made.digits(9)}\n\n`,
  csv: (made) =>
    `${made.digits(6)},${made.word()},${made.one(given)},${made.date()},${made.digits(4)}.${made.digits(2)}\n`,
  json: (made) => `{"id":${made.digits(6)},"name":"${made.name()}","note":"${made.word()} ${made.word()}"},`,
  'a table': (made) =>
    `| ${made.digits(4)} | ${made.name()} | ${made.word()}@example.com | ${made.date()} |\n`,
  'a log': (made) =>
    `${made.date()}T1${made.below(9)}:${made.digits(2)} INFO 10.${made.below(255)}.${made.below(255)}.7 user ${made.word()}@example.org session ${made.of('0123456789abcdef', 16)}\n`,
  prose: (made) => `The ${made.word()} of ${made.word()} went to ${made.word()} and ${made.word()} it. `,
  secrets: (made) => `password: ${made.of(signs, 12)}\napi_key=sk-${made.of(signs, 40)}\n`,
  'cards and social security': (made) =>
    `SSN ${100 + made.below(500)}-${10 + made.below(80)}-${made.digits(4)} card 4111 1111 1111 ${made.digits(4)}, `,
  placeholders: (made) => `<PERSON_${1 + made.below(500)}> and <LOCATION_${1 + made.below(50)}> `,
  addressed: (made) => `see https://www.${made.word()}.com/${made.word()}?q=${made.of(signs, 8)}, `,
  'groups of digits': (made) =>
    `${made.digits(2 + made.below(5))} ${made.digits(2 + made.below(5))}-${made.digits(3)} `,
  'nothing but digits': (made) => made.digits(50),
  'no space at all': (made) => made.of(signs, 50),
  'capitals and full stops': (made) => `${made.one(given)[0]}.`,
  'random ASCII': (made) => String.fromCharCode(32 + made.below(95)),
  'no Latin letter': () => '😀漢字 ',
};

/** Lines of every kind, in random order. */
const mixed: Piece = (made) => made.one(Object.values(pieces))(made);

/** A text of `length` UTF-16 units for each kind of what makes an analyzer slow, by its name; the same for a seed. */
export const longTexts = (length: number, seed: number): { kind: string; text: string }[] =>
  Object.entries({ ...pieces, 'all of these, mixed': mixed }).map(([kind, piece]) => {
    const made = new Maker(seed);
    const parts: string[] = [];
    for (let sum = 0; sum < length; sum += parts.at(-1)!.length) parts.push(piece(made));
    return { kind, text: parts.join('').slice(0, length) };
  });
