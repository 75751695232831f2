import { writeEmission } from './emission.ts';
import { strongestEvidence } from './explain.ts';
import { firstLabel, isInside, labelCount, type NameType, nameTypes, typeOfLabel } from './labels.ts';
import type { Stretch } from './lattice.ts';
import { isOnlyGivenName, listed } from './lexicon.ts';
import { type Reading, readText, seen } from './sentence.ts';
import { type NameSettings, nameSettings } from './settings.ts';
import { tidyNames } from './tidy.ts';
import type { Weights } from './weights.ts';
import { type Workspace, workspaceOf } from './workspace.ts';

/** A name in a text: UTF-16 units, end exclusive; `probability` is the model's own, from 0 to 1. */
export type TaggedName = {
  type: NameType;
  start: number;
  end: number;
  probability: number;
  /** What speaks most for it where that was asked for; see `strongestEvidence`. */
  evidence?: string | undefined;
};

export type TagOptions = Partial<Pick<NameSettings, 'leaning'>> & {
  /** Say what speaks most for each name: it takes as long as finding it. Default false. */
  explain?: boolean;
};

/** The names in one text by a linear-chain conditional random field (Lafferty et al. 2001). Linear in the text. */
export const tagNames = (
  text: string,
  weights: Weights,
  { leaning = nameSettings.leaning, explain = false }: TagOptions = {},
): TaggedName[] => {
  const workspace = workspaceOf(weights);
  const { lattice, words, sums } = workspace;
  const reading = readText(text, weights.lexicon, words);
  if (reading.tokens.count === 0) return [];
  sums.hold(words.count);
  const names = stretchesOf(reading.isPlain).flatMap((stretch) => {
    lattice.hold(stretch.to - stretch.from);
    const highest = writeEmission(reading, stretch, weights, workspace);
    if (!lattice.mayName(highest, leaning) || !lattice.label(stretch, leaning)) return [];
    lattice.weigh(stretch);
    const evidenceAt = explain
      ? (token: number, label: number): string =>
          strongestEvidence(reading, { token, label }, weights, workspace.features)
      : undefined;
    return namesOf(reading, stretch, workspace, evidenceAt);
  });
  return names.length === 0 ? [] : tidyNames(text, names);
};

/** So many plain tokens in a row stand in no name: what is before them and what is behind them is read apart. */
const leastApart = 3;

/** What lies between long runs of plain tokens, with one of those on either side. */
const stretchesOf = (isPlain: Uint8Array): Stretch[] => {
  const stretches: Stretch[] = [];
  let from = 0;
  for (let token = 0; token < isPlain.length; ) {
    const begin = token;
    while (token < isPlain.length && isPlain[token] === 1) token += 1;
    if (token - begin >= leastApart) {
      if (begin > from) stretches.push({ from, to: begin + 1 });
      from = token - 1;
    }
    if (token === begin) token += 1;
  }
  if (from < isPlain.length - 1 || isPlain[from] === 0) stretches.push({ from, to: isPlain.length });
  return stretches;
};

/** A name is as likely as its words are, on average, to be of its type: one doubtful word of a long address hides none of it. */
const namesOf = (
  reading: Reading,
  { from, to }: Stretch,
  { lattice: { labels, likely } }: Workspace,
  evidenceAt: ((token: number, label: number) => string) | undefined,
): TaggedName[] => {
  const { tokens } = reading;
  const names: Run[] = [];
  let words = 0;
  for (let token = from; token < to; token += 1) {
    const label = labels[token - from]!;
    if (label === 0) continue;
    const type = typeOfLabel(label);
    const first = (token - from) * labelCount + firstLabel(type);
    const probability = likely[first]! + likely[first + 1]!;
    const name = names.at(-1);
    if (isInside(label) && name !== undefined) {
      name.end = tokens.end[token]!;
      name.last = token;
      words += 1;
      name.probability += (probability - name.probability) / words;
    } else {
      words = 1;
      names.push({
        type: nameTypes[type]!,
        start: tokens.start[token]!,
        end: tokens.end[token]!,
        probability,
        evidence: evidenceAt?.(token, label),
        first: token,
        last: token,
      });
    }
  }
  const told: TaggedName[] = [];
  for (const name of names) addPersons(reading, doubted(reading, name), told);
  return told;
};

/** A heading rather than a name, where the text has each of its words in small letters too, and none is a given name. */
const doubted = (reading: Reading, name: Run): Run => {
  if (name.type !== 'PERSON' || name.first === name.last || reading.oneCase[name.first] === 1) return name;
  for (let token = name.first; token <= name.last; token += 1) {
    const { lower, lexicon } = reading.words[token]!;
    if (isOnlyGivenName(lexicon) || ((reading.memory.get(lower) ?? 0) & seen.small) === 0) return name;
  }
  return { ...name, probability: name.probability / 2 };
};

/** A name with its first and its last token. */
type Run = TaggedName & { first: number; last: number };

/** A person's name of more words is most often several people's. */
const mostWords = 5;

const isSurname = (answer: number): boolean => (answer & listed.surname) !== 0 || !isOnlyGivenName(answer);

/** A long run of names is cut in front of each given name that a surname stands before: "Anna Kovacs Peter Smith ...". */
const addPersons = (reading: Reading, run: Run, names: TaggedName[]): void => {
  if (run.type !== 'PERSON' || run.last - run.first < mostWords) {
    names.push(run);
    return;
  }
  const { first, last, ...name } = run;
  const { words, tokens } = reading;
  let from = first;
  for (let token = first + 2; token <= last + 1; token += 1) {
    const isCut =
      token > last ||
      (token - from >= 2 && isOnlyGivenName(words[token]!.lexicon) && isSurname(words[token - 1]!.lexicon));
    if (!isCut) continue;
    names.push({ ...name, start: tokens.start[from]!, end: tokens.end[token - 1]! });
    from = token;
  }
};
