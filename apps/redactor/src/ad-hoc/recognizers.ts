import { Failure } from '@rollcall/failures';
import { compileRegex, type Regex } from '../linear-regex/regex.ts';
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
export const readAdHoc = (given: AdHocRequest): AdHocRecognizer[] =>
  given.map((recognizer, index) => ({
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
  }));

/** One expression of a request with Python's flags. Throws `redact.unsupported_pattern`. */
export const readPattern = (pattern: string, bits: number, field: string): Regex => {
  try {
    return compileRegex(pattern, flagsOf(bits));
  } catch (thrown) {
    if (!(thrown instanceof RegexRefused)) throw thrown;
    throw new Failure('redact.unsupported_pattern', {
      details: { field, reason: thrown.reason, at: thrown.at },
    });
  }
};
