import type { Claim, Prompt, Verdict } from '@rollcall/pipeline';
import { neutraliseSource } from '../injection.ts';
import { declined } from '../prompt.ts';
import { estimateTokens } from '../token-estimate.ts';

/** Statements that are held against the model, and how much of each is quoted; UTF-16 units. */
const mostStatements = 8;
const longestQuoted = 300;

const opening =
  'An earlier answer to this was checked against the sources. These statements of it are not borne out:';
const closing = `Answer again: correct these statements or leave them out, say only what the sources say, and cite it. If the sources do not hold the answer, say: ${declined}`;

/** What a code of a verdict's reasons means to a model. */
const meanings: Readonly<Record<string, string>> = {
  number_not_in_sources: 'the sources do not have this number',
  number_elsewhere_in_sources: 'the sources have another number here',
  date_not_in_sources: 'the sources do not have this date',
  date_elsewhere_in_sources: 'the sources have another date here',
  name_not_in_sources: 'the sources do not have this name',
  name_elsewhere_in_sources: 'the sources have another name here',
  placeholder_not_in_sources: 'the sources do not have this placeholder',
  placeholder_elsewhere_in_sources: 'the sources have another placeholder here',
  negation_differs: 'the sources say the opposite',
  opposite_in_sources: 'the sources say the opposite',
  relation_differs: 'the sources relate it otherwise',
  roles_swapped: 'the sources have it the other way round',
  quotation_not_in_sources: 'the sources do not have this quotation',
  question_elsewhere_in_sources: 'the sources say this of something else',
  citation_unknown: 'there is no source of this number',
};
const usual = 'the sources do not say so';

/**
 * The prompt again, and with the question what was wrong with the first answer. Undefined where `promptTokens` have
 * no room for a single statement.
 */
export const retryPrompt = (prompt: Prompt, verdict: Verdict, promptTokens: number): Prompt | undefined => {
  const last = prompt.messages.at(-1);
  if (last === undefined) return undefined;
  const taken = [...prompt.messages.map(({ content }) => content), opening, closing];
  let room = promptTokens - taken.reduce((sum, text) => sum + estimateTokens(text), 0);
  const lines: string[] = [];
  for (const claim of verdict.claims.filter(({ supported }) => !supported).slice(0, mostStatements)) {
    const line = lineOf(claim);
    room -= estimateTokens(line);
    if (room < 0) break;
    lines.push(line);
  }
  if (lines.length === 0) return undefined;
  const content = [last.content, [opening, ...lines].join('\n'), closing].join('\n\n');
  return { ...prompt, messages: [...prompt.messages.slice(0, -1), { ...last, content }] };
};

const lineOf = ({ text, reasons }: Claim): string => {
  const why = reasons.map(({ code }) => meanings[code]).find((meaning) => meaning !== undefined) ?? usual;
  const start = text.slice(0, longestQuoted).replace(/[\ud800-\udbff]$/, '');
  return `- ${JSON.stringify(neutraliseSource(start).text)} (${why})`;
};
