import { readEscape } from './escapes.ts';
import { longestOf } from './reach.ts';
import { type Flags, type Node, type Refusal, RegexRefused } from './syntax.ts';

/** Deeper nesting would exhaust the stack before it says anything useful. */
const deepest = 100;

/** Most times that a counted repetition repeats. */
const mostRepeats = 1000;

/** Most characters that a look-ahead or look-behind looks at. */
const farthestLook = 100;

/** A literal character in the notation of a class, whatever it means elsewhere. */
const literal = (codePoint: number): string => `\\u{${codePoint.toString(16)}}`;

/**
 * Reads an expression in the syntax of Python's `re` and `regex`. Throws `RegexRefused` for what is no
 * expression, and for what cannot be matched in bounded time: back-references, atomic groups and possessive
 * quantifiers, and conditional groups.
 */
export const parseRegex = (pattern: string, given: Flags): Node => {
  let at = 0;
  let depth = 0;

  const refuse = (reason: Refusal): never => {
    throw new RegexRefused(reason, at);
  };
  const next = (expected: string): boolean => {
    if (!pattern.startsWith(expected, at)) return false;
    at += expected.length;
    return true;
  };
  const matching = (expression: RegExp): RegExpExecArray | null => {
    expression.lastIndex = at;
    const match = expression.exec(pattern);
    if (match !== null) at = expression.lastIndex;
    return match;
  };

  const either = (flags: Flags): Node => {
    depth += 1;
    if (depth > deepest) refuse('too large');
    const items: Node[] = [];
    let rest = flags;
    do {
      const [item, after] = sequence(rest);
      items.push(item);
      rest = after;
    } while (next('|'));
    depth -= 1;
    return items.length === 1 ? items[0]! : { type: 'either', items };
  };

  /** Answers the flags too: `(?i)` holds until its group ends, over alternatives. */
  const sequence = (start: Flags): [Node, Flags] => {
    const items: Node[] = [];
    let flags = start;
    while (at < pattern.length && pattern[at] !== '|' && pattern[at] !== ')') {
      if (flags.verbose && matching(/(?:\s|#[^\n]*)+/y)) continue;
      if (matching(/\(\?#[^)]*\)/y)) continue;
      const switched = matching(/\(\?([a-zA-Z]+)\)/y);
      if (switched) {
        flags = switchOn(flags, switched[1]!);
        continue;
      }
      items.push(quantified(atom(flags), flags));
    }
    return [items.length === 1 ? items[0]! : { type: 'sequence', items }, flags];
  };

  const switchOn = (flags: Flags, letters: string): Flags => {
    if (/[^imsxu]/.test(letters)) refuse('inline flag');
    return {
      ignoreCase: flags.ignoreCase || letters.includes('i'),
      multiline: flags.multiline || letters.includes('m'),
      dotAll: flags.dotAll || letters.includes('s'),
      verbose: flags.verbose || letters.includes('x'),
    };
  };

  const quantified = (atom: Node, flags: Flags): Node => {
    let item = atom;
    for (;;) {
      if (flags.verbose) matching(/\s+/y);
      const [whole, sign, low, comma, high] = matching(/([*+?])|\{(\d{0,6})(?:(,)(\d{0,6}))?\}/y) ?? [];
      if (whole === undefined) return item;
      if (whole === '{}' || whole === '{,}') {
        at -= whole.length;
        return item;
      }
      const min = sign === undefined ? Number(low) : sign === '+' ? 1 : 0;
      const most = comma === undefined ? min : high === '' ? Number.POSITIVE_INFINITY : Number(high);
      const max = sign === undefined ? most : sign === '?' ? 1 : Number.POSITIVE_INFINITY;
      if (min > max) refuse('syntax');
      if (min > mostRepeats || (max > mostRepeats && max !== Number.POSITIVE_INFINITY)) refuse('too large');
      if (pattern[at] === '+') refuse('possessive quantifier');
      item = { type: 'repeat', item, min, max, greedy: !next('?') };
    }
  };

  const atom = (flags: Flags): Node => {
    if (pattern[at] === '(') return group(flags);
    if (pattern[at] === '[')
      return { type: 'character', source: characterClass(), ignoreCase: flags.ignoreCase };
    if (next('^')) return { type: 'edge', edge: flags.multiline ? 'lineStart' : 'textStart' };
    if (next('$')) return { type: 'edge', edge: flags.multiline ? 'lineEnd' : 'lastLineEnd' };
    if (next('.'))
      return { type: 'character', source: flags.dotAll ? '[^]' : String.raw`[^\n]`, ignoreCase: false };
    if (/[*+?]/.test(pattern[at]!)) refuse('syntax');
    if (pattern[at] === '\\') {
      const read = readEscape(pattern, at, false);
      at += read.length;
      if (read.type === 'edge') return { type: 'edge', edge: read.edge };
      const source = read.type === 'class' ? read.source : literal(read.codePoint);
      return { type: 'character', source, ignoreCase: flags.ignoreCase };
    }
    const codePoint = pattern.codePointAt(at)!;
    at += codePoint > 0xffff ? 2 : 1;
    return { type: 'character', source: literal(codePoint), ignoreCase: flags.ignoreCase };
  };

  const group = (flags: Flags): Node => {
    if (pattern.startsWith('(?>', at)) refuse('atomic group');
    if (pattern.startsWith('(?(', at)) refuse('conditional group');
    if (/^\(\?(?:P=|P>|&|R|\d)/.test(pattern.slice(at, at + 4))) refuse('back-reference');
    const look = matching(/\(\?(<?)([=!])/y);
    if (look) {
      const item = closed(flags);
      if (longestOf(item) > farthestLook) refuse('lookaround without a bound');
      return { type: 'look', item, ahead: look[1] === '', negative: look[2] === '!' };
    }
    if (matching(/\(\?(?:P?<[A-Za-z_]\w{0,63}>|:)/y)) return closed(flags);
    const scoped = matching(/\(\?([a-zA-Z]+):/y);
    if (scoped) return closed(switchOn(flags, scoped[1]!));
    if (pattern.startsWith('(?', at)) refuse('syntax');
    at += 1;
    return closed(flags);
  };

  const closed = (flags: Flags): Node => {
    const item = either(flags);
    if (!next(')')) refuse('syntax');
    return item;
  };

  /** A class in JavaScript's `v` notation; every literal is written as its number, so nothing has a meaning. */
  const characterClass = (): string => {
    at += 1;
    const negative = next('^');
    const members: string[] = [];
    let first = true;
    while (first || pattern[at] !== ']') {
      if (at >= pattern.length) refuse('syntax');
      first = false;
      const posix = matching(/\[:(\^?)([a-z]{1,10}):\]/y);
      if (posix) members.push(posixClass(posix[2]!, posix[1] === '^'));
      else members.push(member());
    }
    at += 1;
    return `[${negative ? '^' : ''}${members.join('')}]`;
  };

  const member = (): string => {
    const from = single();
    if (typeof from === 'string') return from;
    if (pattern[at] !== '-' || pattern[at + 1] === ']' || at + 1 >= pattern.length) return literal(from);
    at += 1;
    const to = single();
    if (typeof to === 'string' || to < from) return refuse('syntax');
    return `${literal(from)}-${literal(to)}`;
  };

  /** A code point, or a whole class as a string. */
  const single = (): number | string => {
    if (pattern[at] === '\\') {
      const read = readEscape(pattern, at, true);
      at += read.length;
      return read.type === 'literal'
        ? read.codePoint
        : read.type === 'class'
          ? read.source
          : refuse('syntax');
    }
    const codePoint = pattern.codePointAt(at)!;
    at += codePoint > 0xffff ? 2 : 1;
    return codePoint;
  };

  const posixClass = (name: string, negative: boolean): string => {
    const source = posixClasses[name];
    return source === undefined ? refuse('unknown property') : negative ? `[^${source}]` : source;
  };

  const node = either(given);
  if (at < pattern.length) refuse('syntax');
  return node;
};

const posixClasses: Readonly<Record<string, string>> = {
  alpha: String.raw`\p{Alphabetic}`,
  digit: String.raw`\p{Nd}`,
  alnum: String.raw`\p{Alphabetic}\p{Nd}`,
  upper: String.raw`\p{Uppercase}`,
  lower: String.raw`\p{Lowercase}`,
  space: String.raw`\s`,
  punct: String.raw`\p{P}`,
  xdigit: '0-9A-Fa-f',
};
