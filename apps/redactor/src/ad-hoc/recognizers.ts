import { Failure } from '@rollcall/failures';
import { compileAny, compileRegex, type Regex } from '../linear-regex/regex.ts';
import { type Flags, RegexRefused } from '../linear-regex/syntax.ts';
import { type DenyList, denyListOf } from './deny-list.ts';
import type { AdHocRequest } from './request.ts';

/** What is looked for: an expression, or a list of words. */
type Matcher = { name: string; score: number } & ({ regex: Regex; source: string } | { denied: DenyList });

/** A recognizer of the caller's own, ready to run. */
export type AdHocRecognizer = {
  name: string;
  entity: string;
  language: string;
  matchers: readonly Matcher[];
  /** Words nearby that raise the score, in lower case. */
  context: readonly string[];
};

/** Most characters of all patterns and listed words of a request: reading and holding them has a price too. */
const mostWritten = 100_000;

/** Presidio's own: `re.DOTALL | re.MULTILINE | re.IGNORECASE`. */
export const defaultFlags = 16 | 8 | 2;

const flagsOf = (bits: number): Flags => ({
  ignoreCase: (bits & 2) !== 0,
  multiline: (bits & 8) !== 0,
  dotAll: (bits & 16) !== 0,
  verbose: (bits & 64) !== 0,
});

/**
 * The recognizers of a request. Throws `redact.unsupported_pattern` that names the field, the reason and
 * the place of what cannot be matched in bounded time.
 */
export const readAdHoc = (given: AdHocRequest): AdHocRecognizer[] => {
  const written = given
    .flatMap(({ patterns, deny_list }) => [
      ...(patterns ?? []).map(({ regex }) => regex),
      ...(deny_list ?? []),
    ])
    .reduce((sum, { length }) => sum + length, 0);
  if (written > mostWritten) {
    throw new Failure('redact.unsupported_pattern', {
      details: { field: 'ad_hoc_recognizers', reason: 'too large', at: mostWritten },
    });
  }
  return given.map(readOne);
};

const readOne = (recognizer: AdHocRequest[number], index: number): AdHocRecognizer => ({
  name: recognizer.name || 'PatternRecognizer',
  entity: recognizer.supported_entity ?? recognizer.supported_entities![0]!,
  language: recognizer.supported_language,
  matchers: [
    ...(recognizer.patterns ?? []).map(({ name, regex, score }, place) => ({
      name,
      score,
      source: regex,
      regex: readPattern(
        regex,
        recognizer.global_regex_flags ?? defaultFlags,
        `ad_hoc_recognizers.${index}.patterns.${place}.regex`,
      ),
    })),
    ...(recognizer.deny_list?.length
      ? [{ name: 'deny_list', score: recognizer.deny_list_score, denied: denyListOf(recognizer.deny_list) }]
      : []),
  ],
  context: (recognizer.context ?? []).map((word) => word.toLowerCase()),
});

/** Most characters of one program of an allow list: each is set up anew for each value. */
const mostOfProgram = 2000;

/**
 * The expressions of an allow list, several to a program. Empty ones are left out, as Presidio does: they
 * would allow everything. Throws `redact.unsupported_pattern`.
 */
export const readAllowPatterns = (patterns: readonly string[], bits: number): Regex[] => {
  const groups: { pattern: string; field: string }[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const [index, pattern] of patterns.entries()) {
    if (pattern === '') continue;
    size += pattern.length;
    if (size > mostOfProgram) {
      groups.push([]);
      size = pattern.length;
    }
    groups.at(-1)!.push({ pattern, field: `allow_list.${index}` });
  }
  return groups.map((group) =>
    refusingByName(
      (index) => group[index]!.field,
      () =>
        compileAny(
          group.map(({ pattern }) => pattern),
          flagsOf(bits),
        ),
    ),
  );
};

const readPattern = (pattern: string, bits: number, field: string): Regex =>
  refusingByName(
    () => field,
    () => compileRegex(pattern, flagsOf(bits)),
  );

const refusingByName = (fieldOf: (index: number) => string, compile: () => Regex): Regex => {
  try {
    return compile();
  } catch (thrown) {
    if (!(thrown instanceof RegexRefused)) throw thrown;
    const { reason, at, index } = thrown;
    throw new Failure('redact.unsupported_pattern', { details: { field: fieldOf(index), reason, at } });
  }
};
