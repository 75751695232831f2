import type { Recognizer } from './recognizer.ts';

/** Somebody's age. A number of years that something else took is none. */
export const age: Recognizer = {
  name: 'AgeRecognizer',
  entity: 'AGE',
  hasDigits: true,
  patterns: [
    {
      name: 'Years old',
      regex:
        /(?<![\p{L}\p{N}.-])(?<value>1[01]\d|\d{1,2})[ -](?:years?|yrs?|months?)[ -](?:olds?|of age|(?:fe)?males?)(?!\p{L})/dgiu,
      score: 0.85,
    },
    {
      name: 'y/o',
      regex: /(?<![\p{L}\p{N}.-])(?<value>1[01]\d|\d{1,2}) ?(?:y\/o|yo)(?![\p{L}\p{N}])/dgiu,
      score: 0.8,
    },
    {
      name: 'Label and age',
      regex:
        /(?<!\p{L})(?:age[ds]?|at the age of|aged about)[ \t]{0,2}[:=]?[ \t]{0,2}(?:is |of )?(?<value>1[01]\d|[1-9]\d?)(?![\p{L}\p{N}%-]|[.,]\d)/dgiu,
      score: 0.8,
    },
    {
      name: 'Turned',
      regex:
        /(?<!\p{L})(?:(?:he|she|they|who|i)(?:['’]s| is| was| are| were|['’]m| am|['’]ll| will)?|(?:just|recently) )[ ]?(?:turned|turns|turn|turning) (?<value>1[01]\d|[1-9]\d?)(?![\p{L}\p{N}%-]|[.,:]\d)/dgiu,
      score: 0.7,
    },
    {
      name: 'When somebody was',
      regex:
        /(?<!\p{L})when (?:he|she|i|they) (?:was|were|is|are|am|turned) (?<value>1[01]\d|[1-9]\d?)(?![\p{L}\p{N}%-]|[.,:]\d)/dgiu,
      score: 0.75,
    },
    {
      name: 'Behind a name',
      regex:
        /(?<=\p{Lu}\p{Ll}{1,24}, )(?<value>1[01]\d|[1-9]\d)(?=, (?:who|of|from|was|is|has|had|a|an|the)(?!\p{L}))/dgu,
      score: 0.6,
    },
  ],
};
