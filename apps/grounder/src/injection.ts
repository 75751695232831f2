import { type Folded, fold, withoutHidden } from './folding.ts';

/** What a source held that was meant for the model and not for a reader. */
export type InjectionCode =
  | 'structure_imitated'
  | 'turn_imitated'
  | 'instruction'
  | 'encoded_instruction'
  | 'hidden_characters'
  | 'image'
  | 'link_with_data';

export type Neutralised = { text: string; found: InjectionCode[] };

/** What stands in the prompt in place of an instruction. */
export const leftOut = '[left out: an instruction to the reader]';

/**
 * All patterns are read on folded text (see `fold`): lower case, look-alikes as Latin letters, hidden
 * characters gone. They are bounded, so that no text makes them slow.
 */
const structure =
  /<(?=\s{0,9}\/?\s{0,9}(?:source|sources|system|instructions?|context|documents?|user|assistant|human|tool|prompt|rules)\b)|<(?=\||<\s?\/?sys\b)|<(?=\/?s>)|\[(?=\/?inst\])/g;
const turn =
  /^[ \t>*_]{0,8}(?:#{1,6} {0,3})?(?:system|assistant|user|human|developer|instructions?|new instructions?|response)(?: (?:message|prompt|instructions?|note|override))?[ \t*_]{0,4}:/gm;

const subject =
  '(?:instruction|prompt|rule|direction|guideline|command|message|context|text|source|system|constraint|order)';
const filler = '(?:any|the|these|those|of|other|system|and)';
const earlier = '(?:previous|prior|preceding|above|earlier|foregoing|all|your|everything)';
const instructions: readonly RegExp[] = [
  new RegExp(
    String.raw`\b(?:ignore|disregard|forget|override|bypass|skip|do not follow|don't follow|stop following|pay no attention to)(?:\s{1,4}${filler}){0,3}\s{1,4}${earlier}(?:\s{1,4}(?:${earlier}|${filler})){0,5}(?:\s{1,4}${subject}s?\b|(?<=previous|above|everything|earlier|preceding|prior)(?=\s{0,4}(?:[,.;:!\n]|and\b|$)))`,
    'g',
  ),
  /\b(?:reveal|print|repeat|output|show|leak|disclose|display)\s{1,4}(?:me\s{1,4})?(?:your|the|all)\s{1,4}(?:\w{1,20}\s{1,4}){0,3}(?:system prompt|prompt|instructions|rules|secrets?|api keys?|passwords?|credentials|conversation)\b/g,
  /\byou (?:are now|must now|will now|shall now)\b|\bfrom now on,? (?:you (?:are|will|must|only)|always answer|answer|respond|reply)\b|\bact as (?:if you|an? (?:unrestricted|different|new))\b|\bpretend (?:to be|you are|that you)\b/g,
  /\b(?:ai|llm|language model|assistant|chatbot)s?(?: reading this)?[,:]? (?:must|should|please|you must|are instructed to|is instructed to)\b/g,
  /\b(?:enter|enable|activate|switch to) (?:developer|dan|debug|god|admin|jailbreak) mode\b/g,
  /\b(?:always|only|just|instead) (?:answer|respond|reply|say)(?: only)? (?:with|that|to the user)\b/g,
  /\bdo not (?:cite|mention|tell the user|reveal this|use the (?:other )?sources)\b/g,
];

const image =
  /!\[([^\]]{0,300})\]\s?\([^)]{0,2000}\)|!\[([^\]]{0,300})\]\[[^\]]{0,100}\]|<img\b[^>]{0,2000}>/gi;
const link = /\[([^\]]{0,300})\]\s?\(\s?([^)\s]{1,2000})[^)]{0,300}\)/g;
/** A link that takes something along: a template, or a query that waits for its value. */
const carriesData = /[?&#][^=]{0,60}=(?:$|&|[{<[$%])|[{<]\w{1,40}[}>]|^(?:data|javascript|vbscript):/i;
const encoded = /[a-z0-9+/_-]{24,8000}={0,2}|(?:%[0-9a-f]{2}){8,2000}|(?:[0-9a-f]{2}){16,4000}/gi;

type Cut = { start: number; end: number; text: string };

/**
 * A text of a source in which nothing can pass for the prompt's structure, a turn of the conversation or an
 * instruction, and by which nothing is sent away: an answer that copies a markdown image makes a browser
 * fetch it. Structure is escaped, imitated turns are quoted, instructions (also disguised by look-alikes,
 * hidden characters or an encoding) are left out to the end of their sentence, images and links that carry
 * data become their text. `found` says what was met, each code once. Placeholders stay as they are.
 */
export const neutraliseSource = (text: string): Neutralised => {
  const found = new Set<InjectionCode>();
  const shown = withoutHidden(text);
  if (shown !== text) found.add('hidden_characters');
  const note = (code: InjectionCode, replacement: string): string => {
    found.add(code);
    return replacement;
  };
  const plain = shown
    .replace(image, (_, alt = '', other = '') => note('image', `[image ${alt || other}]`.replace(' ]', ']')))
    .replace(link, (whole, label: string, url: string) =>
      carriesData.test(url) ? note('link_with_data', label) : whole,
    )
    .replace(encoded, (run) => (hidesInstruction(run) ? note('encoded_instruction', leftOut) : run));
  const folded = fold(plain);
  const cuts = [
    ...instructions.flatMap((pattern) =>
      matches(folded, pattern).map(({ start, end }) => ({
        start,
        end: sentenceEnd(plain, end),
        text: leftOut,
      })),
    ),
    ...matches(folded, turn).map(({ start }) => ({ start, end: start, text: '| ' })),
    ...matches(folded, structure).map(({ start, end }) => ({
      start,
      end,
      text: folded.text[folded.starts.indexOf(start)] === '[' ? '&#91;' : '&lt;',
    })),
  ];
  for (const { text: code } of cuts) {
    found.add(code === leftOut ? 'instruction' : code === '| ' ? 'turn_imitated' : 'structure_imitated');
  }
  return { text: cutOut(plain, cuts), found: [...found].sort() };
};

const matches = ({ text, starts, ends }: Folded, pattern: RegExp): { start: number; end: number }[] =>
  [...text.matchAll(pattern)].map(({ 0: match, index }) => ({
    start: starts[index]!,
    end: ends[index + match.length - 1]!,
  }));

/** Instructions go on to the end of what they say. */
const longestInstruction = 300;

const sentenceEnd = (text: string, from: number): number => {
  const rest = text.slice(from, from + longestInstruction);
  const stop = /[.!?](?=\s|$)|\n/.exec(rest);
  return from + (stop === null ? rest.length : stop.index + (stop[0] === '\n' ? 0 : 1));
};

/** Replaces parts of a text; of two that overlap the one that begins first. */
const cutOut = (text: string, cuts: Cut[]): string => {
  let [kept, at] = ['', 0];
  for (const cut of cuts.sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (cut.start < at) continue;
    kept += text.slice(at, cut.start) + cut.text;
    at = cut.end;
  }
  return kept + text.slice(at);
};

const holdsInstruction = (text: string): boolean => {
  const folded = fold(withoutHidden(text));
  return instructions.some((pattern) => folded.text.search(new RegExp(pattern.source)) >= 0);
};

const hidesInstruction = (run: string): boolean => decodings(run).some(holdsInstruction);

const decodings = (run: string): string[] => {
  const texts = [Buffer.from(run, 'base64').toString('utf8')];
  if (/^(?:[0-9a-f]{2})+$/i.test(run)) texts.push(Buffer.from(run, 'hex').toString('utf8'));
  if (run.startsWith('%')) texts.push(Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));
  return texts;
};
