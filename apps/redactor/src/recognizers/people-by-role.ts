import { everydayWords } from '../names/everyday-words.ts';
import { notPersonWords } from '../names/word-lists.ts';
import type { Recognizer } from './recognizer.ts';

const roles = [
  'applicant',
  'claimant',
  'client',
  'customer',
  'employee',
  'insured',
  'patient',
  'passenger',
  'policyholder',
  'resident',
  'student',
  'tenant',
  'witness',
];

const kin = [
  'aunt',
  'boyfriend',
  'brother',
  'cousin',
  'dad',
  'daughter',
  'father',
  'girlfriend',
  'grandfather',
  'grandmother',
  'husband',
  'mother',
  'mum',
  'nephew',
  'niece',
  'sister',
  'son',
  'uncle',
  'wife',
];

const name = String.raw`\p{Lu}[\p{L}\p{M}'’-]{1,30}`;

const isWord = (word: string): boolean => {
  const lower = word.toLowerCase();
  return everydayWords.has(lower) || notPersonWords.has(lower);
};

/** People whom a word in front says to be one, where the tagger, which goes by all words around, may be in doubt. */
export const peopleByRole: Recognizer = {
  name: 'PersonByRoleRecognizer',
  entity: 'PERSON',
  aroundContext: true,
  context: [...roles, ...kin],
  patterns: [
    {
      // "customer Lovelace, Ada"
      name: 'Role, surname and given name',
      regex: new RegExp(
        String.raw`(?<![\p{L}\p{N}])(?i:${roles.join('|')}):? (?<value>${name}, ${name})(?![\p{L}\p{N}])`,
        'dgu',
      ),
      score: 0.6,
    },
    {
      // "my brother Charles"
      name: 'Relation and name',
      regex: new RegExp(
        String.raw`(?<![\p{L}\p{N}])(?i:my|your|his|her|our|their) (?:${kin.join('|')}) (?<value>${name})(?![\p{L}\p{N}])`,
        'dgu',
      ),
      score: 0.6,
    },
  ],
  validate: (value) => (value.split(', ').some(isWord) ? false : undefined),
};
