import { describe, expect, it } from 'vitest';
import { compileRegex, findAll, matchesIn } from '../src/linear-regex/regex.ts';
import { RegexRefused } from '../src/linear-regex/syntax.ts';
import { WorkExceeded } from '../src/linear-regex/work.ts';
import { randomFrom } from './random.ts';

const none = { ignoreCase: false, multiline: false, dotAll: false, verbose: false };
const plenty = () => ({ left: 1e9 });

const found = (pattern: string, text: string, flags = none): string[] =>
  findAll(compileRegex(pattern, flags), text, plenty()).map(({ start, end }) => text.slice(start, end));

describe('an expression of somebody else’s', () => {
  it.each([
    [String.raw`\b\d{5}(?:-\d{4})?\b`, 'zip 10023, 94105-1234, 123456', ['10023', '94105-1234']],
    ['a|ab', 'ab', ['a']],
    ['ab|a', 'ab', ['ab']],
    ['a+?', 'aaa', ['a', 'a', 'a']],
    ['(?:ab){2,3}', 'abababab', ['ababab']],
    [String.raw`(?P<key>\w+)=(?<value>\w+)`, 'a=1 b=2', ['a=1', 'b=2']],
    [String.raw`(?<!\d)\d{3}(?!\d)`, '1234 567', ['567']],
    ['(?<=ID: )[A-Z]+(?= done)', 'ID: AB done ID: CD', ['AB']],
    [String.raw`(?<=a(?!b)\w{1,3})c`, 'abc axc', ['c']],
    ['^a$', 'b\na\n', []],
    ['(?m)^a$', 'b\na\n', ['a']],
    ['a$', 'ba\n', ['a']],
    [String.raw`a\Z`, 'ba\n', []],
    ['(?i:straße)', 'STRAßE', ['STRAßE']],
    ['(?x) a b # and a comment', 'ab', ['ab']],
    ['[]a]+', 'x]a', [']a']],
    ['[^a-c-]+', 'ab-xyz', ['xyz']],
    ['[[:digit:]x]+', 'ax12', ['x12']],
    ['a{,2}b', 'aaab', ['aab']],
    ['a{b', 'a{b', ['a{b']],
    [String.raw`\x41\u0042\U00000043`, 'ABC', ['ABC']],
    ['.', 'a\n🙂', ['a', '🙂']],
    ['(?s).+', 'a\nb', ['a\nb']],
  ])('%s matches as Python has it', (pattern, text, matches) => {
    expect(found(pattern, text)).toEqual(matches);
  });

  it('knows the letters, digits and words of every script', () => {
    expect(found(String.raw`\bJosé\b`, 'José Joséf')).toEqual(['José']);
    expect(found(String.raw`\bשלום\b`, 'שלום לך')).toEqual(['שלום']);
    expect(found(String.raw`\d+`, '١٢٣ 45')).toEqual(['١٢٣', '45']);
    expect(found(String.raw`[\W]+`, 'Zoë · Müller')).toEqual([' · ']);
    expect(found(String.raw`\p{Script=Greek}+`, 'abc λόγος')).toEqual(['λόγος']);
    expect(found('👩‍👩‍👧', 'a 👩‍👩‍👧 b')).toEqual(['👩‍👩‍👧']);
    expect(found('[👩-👵]', 'a 👩 b')).toEqual(['👩']);
  });

  it.each([
    [String.raw`(a)\1`, 'back-reference'],
    ['(?P<x>a)(?P=x)', 'back-reference'],
    ['(?=.*a)b', 'lookaround without a bound'],
    ['(?<!a+)b', 'lookaround without a bound'],
    ['(?>a)', 'atomic group'],
    ['a++', 'possessive quantifier'],
    ['(?(1)a|b)', 'conditional group'],
    ['(?L)a', 'inline flag'],
    [String.raw`\R`, 'unknown escape'],
    [String.raw`\p{Nonsense}`, 'unknown property'],
    ['(?:a{1000}){1000}', 'too large'],
    [`${'('.repeat(500)}${')'.repeat(500)}`, 'too large'],
    ['a'.repeat(30_000), 'too large'],
    ['a{2000}', 'too large'],
    ['(a', 'syntax'],
    ['a)', 'syntax'],
    ['[a', 'syntax'],
    ['[b-a]', 'syntax'],
    ['*a', 'syntax'],
    ['a{3,2}', 'syntax'],
    ['\\', 'syntax'],
    [String.raw`\xZZ`, 'syntax'],
  ])('%s is refused, and it says why', (pattern, reason) => {
    expect(() => compileRegex(pattern, none)).toThrow(expect.objectContaining({ reason }));
    expect(() => compileRegex(pattern, none)).toThrow(RegexRefused);
  });
});

/** A random expression that never takes nothing inside a repetition: there engines differ on purpose. */
const expression = (random: (below: number) => number, depth = 0): string => {
  const pieces = ['a', 'b', 'é', '🙂', '[ab]', '[^a]', '.', 'ab', '[b-é]'];
  const piece = pieces[random(pieces.length)]!;
  const kinds = depth > 2 ? 1 : 7;
  switch (random(kinds)) {
    case 1:
      return expression(random, depth + 1) + expression(random, depth + 1);
    case 2:
      return `(?:${expression(random, depth + 1)}|${expression(random, depth + 1)})`;
    case 3:
      return `(?:${piece})${['*', '+', '?', '{1,2}', '*?', '+?', '??'][random(7)]}`;
    case 4:
      return `(?:${piece}${expression(random, depth + 1)})${['+', '+?', '{2}'][random(3)]}`;
    case 5:
      return `(?${['=', '!', '<=', '<!'][random(4)]}${piece})${expression(random, depth + 1)}`;
    case 6:
      return `${['^', '(?:$|a)', ''][random(3)]}${expression(random, depth + 1)}`;
    default:
      return piece;
  }
};

describe('matching', () => {
  it('agrees with the platform’s engine on three thousand random expressions', () => {
    const random = randomFrom(5);
    for (let round = 0; round < 3000; round += 1) {
      const pattern = expression(random);
      const ignoreCase = random(2) === 1;
      const text = Array.from({ length: 12 }, () => ['a', 'b', 'é', 'A', '🙂', '\n'][random(6)]).join('');
      const theirs = [...text.matchAll(new RegExp(pattern, ignoreCase ? 'gmvi' : 'gmv'))]
        .map(([match]) => match)
        .filter((match) => match !== '');
      const ours = found(pattern, text, { ...none, multiline: true, ignoreCase });
      expect({ pattern, text, matches: ours }).toEqual({ pattern, text, matches: theirs });
    }
  });

  it.each([
    ['nested repetition', '(a+)+$', `${'a'.repeat(20_000)}!`],
    ['alternatives of the same', '(a|a)*b', 'a'.repeat(20_000)],
    ['optional letters before as many', `${'a?'.repeat(30)}${'a'.repeat(30)}$`, `${'a'.repeat(20_000)}!`],
    ['a look at every place', '(?:a(?=a{50}))+b', 'a'.repeat(20_000)],
  ])('takes work in proportion to the text: %s', (_, pattern, text) => {
    const regex = compileRegex(pattern, none);
    const workFor = (part: string): number => {
      const work = plenty();
      findAll(regex, part, work);
      return 1e9 - work.left;
    };
    const half = text.slice(text.length / 2);
    expect(workFor(text) / workFor(half)).toBeLessThan(2.1);
  });

  it('stops when its work is used up', () => {
    const regex = compileRegex('a.*b|a', { ...none, dotAll: true });
    expect(() => findAll(regex, 'a'.repeat(20_000), { left: 1_000_000 })).toThrow(WorkExceeded);
    expect(() => matchesIn(regex, 'a'.repeat(20_000), { left: 1000 })).toThrow(WorkExceeded);
  });

  it('repeats what takes nothing without working for it', () => {
    expect(found('(?:(?:(?:){1000}){1000}){1000}a', 'a')).toEqual(['a']);
    expect(found('(?:(?:(?:(?:a*){0}){1000}){1000}){1000}a', 'a')).toEqual(['a']);
    expect(found('(?:a*)*b', 'aab')).toEqual(['aab']);
  });
});
