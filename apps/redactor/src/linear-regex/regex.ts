import { compileProgram, type Program } from './compile.ts';
import { parseRegex } from './parse.ts';
import { Run, type Span } from './run.ts';
import { type Flags, RegexRefused } from './syntax.ts';
import type { Work } from './work.ts';

/** An expression of somebody else's that is safe to run. */
export type Regex = { program: Program };

/** Longer expressions are not read. */
const longest = 20_000;

/**
 * Reads an expression in the syntax of Python's `re` and `regex` modules, Unicode's classes and boundaries
 * included. Throws `RegexRefused` for what is no expression and for what has no bound: back-references,
 * atomic groups, possessive quantifiers, conditional groups and looks at more than a hundred characters.
 */
export const compileRegex = (pattern: string, flags: Flags): Regex => compileAny([pattern], flags);

/** Several expressions as one that matches where any of them does; the earlier wins. Throws as `compileRegex`. */
export const compileAny = (patterns: readonly string[], flags: Flags): Regex => {
  const items = patterns.map((pattern, index) => {
    try {
      if (pattern.length > longest) throw new RegexRefused('too large', longest);
      return parseRegex(pattern, flags);
    } catch (thrown) {
      throw thrown instanceof RegexRefused ? new RegexRefused(thrown.reason, thrown.at, index) : thrown;
    }
  });
  try {
    return { program: compileProgram({ type: 'either', items }) };
  } catch (thrown) {
    if (thrown instanceof SyntaxError) throw new RegexRefused('syntax', 0);
    throw thrown;
  }
};

/**
 * Every match that is not empty, from left to right, none over another. All work is taken off `work`; throws
 * `WorkExceeded` where it does not suffice.
 */
export const findAll = ({ program }: Regex, text: string, work: Work): Span[] => {
  const run = new Run(program, text, work);
  const spans: Span[] = [];
  let from = 0;
  while (from <= text.length) {
    const span = run.find(from);
    if (span === undefined) break;
    if (span.end > span.start) spans.push(span);
    const width = (text.codePointAt(span.end) ?? 0) > 0xffff ? 2 : 1;
    from = span.end > span.start ? span.end : span.end + width;
  }
  return spans;
};

/** Whether the expression matches anywhere in the text. Throws `WorkExceeded` as `findAll` does. */
export const matchesIn = ({ program }: Regex, text: string, work: Work): boolean =>
  new Run(program, text, work).find(0) !== undefined;
