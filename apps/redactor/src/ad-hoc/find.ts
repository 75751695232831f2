import { findAll } from '../linear-regex/regex.ts';
import { spend, type Work } from '../linear-regex/work.ts';
import { givenContext } from '../recognizers/context.ts';
import { withContext } from '../recognizers/find.ts';
import type { Explanation } from '../recognizers/recognizer.ts';
import { contextBeside } from './context.ts';
import { findDenied } from './deny-list.ts';
import type { AdHocRecognizer } from './recognizers.ts';

/** A finding of a type that the caller named. Offsets are UTF-16 units, end exclusive. */
export type AdHocFinding = {
  entity: string;
  start: number;
  end: number;
  score: number;
  because: Explanation;
};

/** What a finding costs beside finding it, in steps: it is explained and answered, and its context searched. */
const stepsOfFinding = 100;
const stepsOfContextWord = 20;

/**
 * Everything that a recognizer of the caller's own finds in a text; findings may overlap. `context` are
 * words that came with the text. Takes all of it off `work`; throws `WorkExceeded`.
 */
export const findAdHoc = (
  recognizer: AdHocRecognizer,
  text: string,
  { work, context }: { work: Work; context: readonly string[] },
): AdHocFinding[] => {
  const words = recognizer.context;
  const given = givenContext(context, words);
  return recognizer.matchers.flatMap((matcher) => {
    const spans =
      'regex' in matcher ? findAll(matcher.regex, text, work) : findDenied(matcher.denied, text, work);
    spend(work, spans.length * (stepsOfFinding + stepsOfContextWord * words.length));
    return spans.map(({ start, end }) => {
      const contextWord = words.length === 0 ? undefined : (contextBeside(text, start, end, words) ?? given);
      return {
        entity: recognizer.entity,
        start,
        end,
        score: contextWord === undefined ? matcher.score : withContext(matcher.score),
        because: {
          recognizer: recognizer.name,
          pattern: matcher.name,
          originalScore: matcher.score,
          ...('regex' in matcher ? { regex: matcher.source } : {}),
          ...(contextWord === undefined ? {} : { contextWord }),
        },
      };
    });
  });
};
