import type { Passage } from '../src/sources.ts';

/** An answer, its passages and what was asked, as a retrieval and a model could have made them. */
export type GeneratedCase = { question: string; answer: string; passages: Passage[] };

const people = [
  'Maria Alvarez',
  'Robert Boyle',
  'Dr. Ines Okafor',
  'the harbour board',
  'Lindqvist',
  '<PERSON_2>',
];
const things = [
  'the contract',
  'a lease',
  'the northern pier',
  'the deposit',
  'the café’s licence',
  'an old crane',
];
const deeds = ['signed', 'sold', 'repaired', 'never approved', 'inspected', 'rejected'];
const dates = [
  'in May 2019',
  'on 4 March 2024',
  'before 1998',
  'after the flood',
  'on 2024-03-04',
  'in winter',
];
const amounts = ['420 euros', '3.5 million dollars', '12 per cent', 'twenty-one days', '1,200 tonnes', '٤٢'];

/** What stands in an answer beside its claims. */
const asides = [
  'Sure, here is what I found:',
  'The sources do not say who paid for it.',
  'I hope this helps!',
  'According to the documents:',
];

type Random = () => number;

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)]!;

const sentence = (random: Random): string => {
  const start = `${pick(random, people)} ${pick(random, deeds)} ${pick(random, things)} ${pick(random, dates)}`;
  const more = random() < 0.5 ? ` for ${pick(random, amounts)}` : '';
  const quoted = random() < 0.1 ? `, saying “${pick(random, things)} is ready”` : '';
  return `${start[0]!.toUpperCase()}${start.slice(1)}${more}${quoted}.`;
};

const passage = (random: Random, index: number): Passage => {
  const sentences = Array.from({ length: 1 + Math.floor(random() * 6) }, () => sentence(random));
  const heading = random() < 0.2 ? `${pick(random, things)}\n\n` : '';
  return {
    id: `p${index}`,
    text: heading + sentences.join(random() < 0.2 ? '\n' : ' '),
    ...(random() < 0.4 ? { title: pick(random, things) } : {}),
  };
};

const sentencesOf = (text: string): string[] => text.split(/(?<=\.)\s+/);

/** A sentence of the sources, or one with a word of another kind, number or name in it, or one of nobody's. */
const claim = (random: Random, passages: readonly Passage[]): string => {
  if (passages.length === 0 || random() < 0.2) return sentence(random);
  const copied = pick(random, sentencesOf(pick(random, passages).text));
  const changed = (from: readonly string[]): string => {
    const found = from.find((each) => copied.includes(each));
    return found === undefined ? copied : copied.replace(found, pick(random, from));
  };
  return random() < 0.5 ? copied : changed(pick(random, [people, things, deeds, dates, amounts]));
};

const marks = ['', '', ' [1]', ' [2]', ' [1, 3]', '[9]', ' [1-2]'];

const table = (random: Random): string =>
  [
    '| what | when | how much |',
    '| --- | --- | --- |',
    ...Array.from(
      { length: 1 + Math.floor(random() * 3) },
      () => `| ${pick(random, things)} | ${pick(random, dates)} | ${pick(random, amounts)} |`,
    ),
  ].join('\n');

const block = (random: Random, passages: readonly Passage[]): string => {
  const said = claim(random, passages).replace(/\.$/, `${pick(random, marks)}.`);
  const kind = random();
  if (kind < 0.1) return `\n${table(random)}\n`;
  if (kind < 0.25) return `\n- ${said}\n- ${claim(random, passages)}`;
  if (kind < 0.35) return `${said.slice(0, -1)}, but ${claim(random, passages)}`;
  if (kind < 0.45) return pick(random, asides);
  return said;
};

/** Prose with names, numbers, dates, lists, tables and citation marks; the same for the same random numbers. */
export const generatedCase = (random: Random): GeneratedCase => {
  const passages = Array.from({ length: Math.floor(random() * 5) }, (_, index) => passage(random, index));
  const blocks = Array.from({ length: 1 + Math.floor(random() * 5) }, () => block(random, passages));
  return {
    question: `Who ${pick(random, deeds)} ${pick(random, things)}?`,
    answer: blocks.join(random() < 0.3 ? '\n' : ' '),
    passages,
  };
};
