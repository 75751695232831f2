import type { Recognizer } from './recognizer.ts';

export const email: Recognizer = {
  name: 'EmailRecognizer',
  entity: 'EMAIL_ADDRESS',
  patterns: [
    {
      name: 'Email',
      requires: ['@'],
      // 64 characters, of two units each at most.
      within: 128,
      // That nothing such as "https://" stands in front takes long to see, and is asked last.
      regex:
        /(?<![\p{L}\p{N}._%+-])(?=[\p{L}\p{N}_%+][\p{L}\p{N}._%+'-]{0,63}@[\p{L}\p{N}])(?<!:\/\/[^\s@/]{0,100})[\p{L}\p{N}_%+][\p{L}\p{N}._%+'-]{0,63}@[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,62}\.){1,5}[\p{L}]{2,24}(?![\p{L}\p{N}@])/gu,
      score: 1,
    },
    {
      name: 'Email, spelled out',
      requires: ['at]', 'at)'],
      regex:
        /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}][\p{L}\p{N}._-]{1,40} ?(?:\[at\]|\(at\)) ?[\p{L}\p{N}-]{2,40} ?(?:\.|\[dot\]|\(dot\)) ?[a-z]{2,10}(?![\p{L}\p{N}])/gu,
      score: 0.8,
    },
  ],
};
