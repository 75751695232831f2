import type { Claim } from '@rollcall/pipeline';
import type { ClaimReading } from './claim-reading.ts';
import type { Finding } from './hard-evidence.ts';
import type { Span } from './sentences.ts';
import { unsupportedWords } from './span-model.ts';

type Reasons = Claim['reasons'];

/** Words of one finding stand at most this far apart. */
const joined = /^[\s,;:'"’“”().–/-]{0,3}$/;

/**
 * The smallest parts of an unsupported claim that lack support, as offsets into its text, in order and
 * apart, and the reasons; `span` in a reason is the part that it is about. At least one part: the whole
 * claim, `length` units long, where no word stands out.
 */
export const unsupportedParts = (
  reading: ClaimReading,
  findings: readonly Finding[],
  length: number,
): { spans: Span[]; reasons: Reasons } => {
  const marked = unsupportedWords(reading, findings);
  for (const { from, to, code } of findings) {
    if (code !== 'roles_swapped' && code !== 'quotation_not_in_sources') marked.fill(1, from, to);
  }
  const runs = runsOf(marked, reading);
  const spans =
    runs.length === 0
      ? [{ start: 0, end: length }]
      : runs.map(({ from, to }) => ({
          start: reading.words[from]!.word.start,
          end: reading.words[to - 1]!.word.end,
        }));
  const reasons: Reasons = findings.map(({ code, from, to }) => {
    const span = runs.findIndex((run) => run.from < to && from < run.to);
    return span < 0 ? { code } : { code, span };
  });
  const named = new Set(reasons.map(({ span }) => span));
  const unnamed = spans.filter((_, at) => !named.has(at)).length;
  return {
    spans,
    reasons: unnamed > 0 ? [...reasons, { code: 'words_not_supported', spans: unnamed }] : reasons,
  };
};

/** Runs of marked words; two with nothing but a mark or a space between them are one. */
const runsOf = (marked: Uint8Array, { words, said }: ClaimReading): { from: number; to: number }[] => {
  const runs: { from: number; to: number }[] = [];
  marked.forEach((mark, at) => {
    if (mark === 0) return;
    const last = runs.at(-1);
    const between = last === undefined ? '' : said.slice(words[last.to - 1]!.word.end, words[at]!.word.start);
    if (last !== undefined && last.to === at && joined.test(between)) last.to = at + 1;
    else runs.push({ from: at, to: at + 1 });
  });
  return runs;
};
