import { isIP } from 'node:net';
import type { Recognizer } from './recognizer.ts';

export const ipAddress: Recognizer = {
  name: 'IpRecognizer',
  entity: 'IP_ADDRESS',
  patterns: [
    { name: 'IPv4', regex: /(?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)/g, score: 0.7 },
    {
      name: 'IPv6',
      requires: [':'],
      within: 4,
      regex: /(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f]{0,4})(?![\w:])/g,
      score: 0.7,
    },
  ],
  validate: (value) => {
    if (isIP(value) === 0 || /^[:0.]+$/.test(value) || /^\d\.\d\.\d\.\d$/.test(value)) return false;
    // Short forms such as `a::b` are also names in programs.
    return isIP(value) === 6 && value.replace(/[^:]/g, '').length < 3 && !/\d/.test(value)
      ? false
      : undefined;
  },
  context: ['ip', 'host', 'server', 'address'],
};

export const macAddress: Recognizer = {
  name: 'MacAddressRecognizer',
  entity: 'MAC_ADDRESS',
  patterns: [
    {
      name: 'MAC',
      regex: /(?<![\w:-])[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![\w:-])/g,
      score: 0.8,
    },
    {
      name: 'MAC, dotted',
      requires: ['.'],
      within: 4,
      regex: /(?<![\w.])[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}(?![\w.])/g,
      score: 0.6,
    },
  ],
  context: ['mac', 'hardware', 'ethernet', 'wifi'],
};

export const url: Recognizer = {
  name: 'UrlRecognizer',
  entity: 'URL',
  patterns: [
    {
      name: 'With scheme',
      requires: ['://'],
      regex: /(?<![A-Za-z0-9])(?:https?|ftp):\/\/[^\s<>"'`{}|\\^]{2,2000}(?<![.,;:!?)\]])/gi,
      reach: 2100,
      score: 0.7,
    },
    {
      name: 'With www',
      regex: /(?<![A-Za-z0-9./@-])www\.[a-z0-9][^\s<>"'`{}|\\^,;]{2,500}(?<![.,;:!?)\]])/gi,
      score: 0.6,
    },
    {
      name: 'Domain',
      regex:
        /(?<![\w./@-])(?:[a-z0-9][a-z0-9-]{0,62}\.){1,4}(?:com|org|net|edu|gov|io|co|info|biz|dev|app|ai|me|us|uk|de|fr|es|it|nl|eu|ca|au|in|jp|ch|at|se|no|pl|br|example)(?:\/[^\s<>"'`{}|\\^,;)\]]{0,500})?(?<![.,;:!?)\]])(?![\w@-])/gi,
      score: 0.5,
    },
  ],
};
