import type { ClaimReading } from './claim-reading.ts';
import type { Finding } from './hard-evidence.ts';
import type { Sources } from './sources.ts';

/** What somebody is said to have said, long enough to be no title. */
const quotation = /["“«]([^"“”«»]{20,400})["”»]/g;

/** A quotation of which no source holds a run of this share of its words was never said. */
const leastRun = 0.5;

const leastWords = 4;

/** Where a quotation is looked for: sentences with one of its rarest words, at most so many. */
const rarestWords = 3;
const mostSentences = 60;

/** Quotations that no source has, whatever their punctuation and case. */
export const missingQuotations = ({ said, words, sources }: ClaimReading): Finding[] => {
  const findings: Finding[] = [];
  for (const found of said.matchAll(quotation)) {
    const start = found.index + 1;
    const end = start + found[1]!.length;
    const from = words.findIndex(({ word }) => word.start >= start);
    const after = words.findIndex(({ word }) => word.start >= end);
    const to = after < 0 ? words.length : after;
    if (from < 0 || to - from < leastWords) continue;
    const keys = words.slice(from, to).map(({ word }) => word.keys[0]);
    const run = longestRun(keys, sentencesWith(keys, sources));
    if (run >= keys.length - 1) continue;
    findings.push({ code: 'quotation_not_in_sources', from, to, certain: run < leastRun * keys.length });
  }
  return findings;
};

/** The sentences that say the rarest of the words that any sentence says. */
const sentencesWith = (keys: readonly string[], sources: Sources): string[][] => {
  const rarest = [...new Set(keys)]
    .map((key) => sources.saying(key))
    .filter((saying) => saying.length > 0)
    .sort((a, b) => a.length - b.length)
    .slice(0, rarestWords);
  const candidates = [...new Set(rarest.flat())].slice(0, mostSentences);
  return candidates.map((at) => sources.sentences[at]!.words.map(({ keys: [key] }) => key));
};

/** The longest run of words of a list that stands in one of the sentences, one behind the other. */
const longestRun = (keys: readonly string[], sentences: readonly (readonly string[])[]): number => {
  let longest = 0;
  for (const sentence of sentences) {
    let above = new Uint16Array(sentence.length + 1);
    for (const key of keys) {
      const row = new Uint16Array(sentence.length + 1);
      for (let at = 0; at < sentence.length; at += 1) {
        if (sentence[at] !== key) continue;
        row[at + 1] = above[at]! + 1;
        if (row[at + 1]! > longest) longest = row[at + 1]!;
      }
      above = row;
    }
  }
  return longest;
};
