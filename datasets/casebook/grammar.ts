import { readFileSync } from 'node:fs';
import type { Locale } from './places.ts';

/** A question with its accepted answers, all templates. No answers: the document does not say. */
export type Ask = { question: string; answers: string[] };

/** A part of a document: what the documents of one kind are put together from. */
export type Part = {
  /** `scene` tells what happened, `note` adds a paragraph, `frame` is the letter, form or e-mail around them. */
  role: 'scene' | 'note' | 'frame';
  name: string;
  /** Who speaks: a scene goes only with frames and notes of the same voice. */
  voice: string;
  places: Locale[];
  /** Declarations of facts by name. */
  facts: Map<string, string>;
  /** Names of the facts in which twins of this scene differ. */
  twist: string[];
  titles: string[];
  body: string;
  /** `?` lines. */
  asks: Ask[];
  /** `!` lines: the answer is personal data. */
  personal: Ask[];
  /** `&` lines: asked of twins; the answer differs. */
  decisive: Ask[];
  /** `x` lines: plausible, but the document does not say. */
  missing: Ask[];
};

/** How the documents of one kind are written. */
export type Grammar = {
  kind: string;
  companies: string[];
  /** Local part of the organisation's e-mail addresses. */
  desk: string;
  /** First and last year of birth of the people in these documents. */
  born: [number, number];
  /** Pattern of the reference number. */
  ref: string;
  /** Templates of document ids; the line's number is appended. */
  ids: string[];
  parts: Part[];
};

const LISTS = { '?': 'asks', '!': 'personal', '&': 'decisive', x: 'missing' } as const;

/**
 * Reads one grammar file. First lines of the form `name: value` for the kind; then parts, each opened by
 * `== scene name`, with settings up to a line `--`, the body up to the next `--`, and questions.
 */
export function readGrammar(kind: string): Grammar {
  const text = readFileSync(new URL(`grammar/${kind}.txt`, import.meta.url), 'utf8');
  const [head, ...blocks] = text.split(/^== /m) as [string, ...string[]];
  const settings = readSettings(head);
  const setting = (name: string) => {
    const value = settings.find(([key]) => key === name)?.[1];
    if (value === undefined) throw new Error(`${kind}: no ${name}`);
    return value;
  };
  return {
    kind,
    companies: list(setting('companies')),
    desk: setting('desk'),
    born: setting('born').split(' ').map(Number) as [number, number],
    ref: setting('ref'),
    ids: list(setting('ids')),
    parts: blocks.map(readPart),
  };
}

function readPart(block: string): Part {
  const [head = '', body = '', questions = ''] = block.split(/^--$/m);
  const [opening, ...rest] = head.split('\n') as [string, ...string[]];
  const [role, name] = opening.trim().split(' ') as [Part['role'], string];
  const part: Part = {
    ...{ role, name, voice: 'any', places: ['uk', 'us', 'eu'], facts: new Map(), twist: [], titles: [] },
    ...{ body: body.replace(/ +$/gm, '').trim(), asks: [], personal: [], decisive: [], missing: [] },
  };
  for (const [key, value] of readSettings(rest.join('\n'))) {
    if (key === 'voice') part.voice = value;
    else if (key === 'in') part.places = value.split(' ') as Locale[];
    else if (key === 'twist') part.twist = value.split(' ');
    else if (key === 'title') part.titles.push(value);
    else part.facts.set(key, value);
  }
  for (const line of questions.split('\n').filter((line) => line.trim() !== '')) {
    const [sign, rest] = [line[0] as keyof typeof LISTS, line.slice(2)];
    const [question, answers] = rest.split(' = ') as [string, string?];
    part[LISTS[sign]].push({ question: question.trim(), answers: answers ? list(answers) : [] });
  }
  return part;
}

function readSettings(text: string): [string, string][] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
    });
}

function list(text: string): string[] {
  return text
    .split(';')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
