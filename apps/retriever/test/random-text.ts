import { seededRandom } from '@rollcall/testing';

const pieces = [
  'word',
  'another',
  'Dr. Smith',
  'e.g. this',
  'end.',
  'What?',
  '“Quoted.”',
  'a\u0301e\u0323',
  '👩‍🚀',
  '🇫🇷',
  '漢字仮名',
  'これは文です。',
  'x'.repeat(300),
  '3.14',
];
const gaps = [' ', ' ', ' ', ' ', ' ', '  ', '\n', '\r\n', '\n\n', '\r\n \r\n', '\u00a0', ''];
const openings = ['# ', '- ', '12. ', '```\n', '| a | ', '===\n', '    ', '> ', '* '];

/** A text of up to a few thousand words with all that a real one may have. Marks never follow white space. */
export const randomText = (seed: number): string => {
  const random = seededRandom(seed + 0x9e3779b9);
  const one = (of: string[]): string => of[Math.floor(random() * of.length)] ?? '';
  const parts: string[] = [];
  for (let left = Math.floor(random() ** 2 * 3000); left >= 0; left -= 1) {
    const gap = one(gaps);
    parts.push(gap, gap.includes('\n') && random() < 0.5 ? one(openings) : '', one(pieces));
  }
  return parts.join('');
};
