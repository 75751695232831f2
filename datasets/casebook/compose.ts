import { castSlots } from './cast.ts';
import type { Ask, Grammar, Part } from './grammar.ts';
import { type CaseLine, countWords, type PlantedValue } from './line.ts';
import { type MarkedText, slice } from './marked-text.ts';
import type { Name } from './names.ts';
import type { Locale } from './places.ts';
import { randomFor } from './random.ts';
import { render } from './render.ts';

/** Which parts make a document, and what is asked about it. */
export type Recipe = {
  grammar: Grammar;
  /** Draws of the document; twins share it, and so their wording and their people. */
  key: string;
  locale: Locale;
  frame: Part;
  scene: Part;
  notes: readonly Part[];
  people: readonly Name[];
  ask: Ask;
  pair?: { number: number; isTwin: boolean };
};

/** Writes the document of a recipe. Throws where the grammar is at fault: an undeclared slot, an answer not in the text. */
export function compose(recipe: Recipe, number: number): CaseLine {
  const { grammar, frame, scene, notes, pair, key } = recipe;
  const parts = [frame, scene, ...notes];
  const facts = new Map(parts.flatMap((part) => [...part.facts]));
  if (facts.size !== parts.reduce((sum, part) => sum + part.facts.size, 0)) {
    throw new Error(
      `${grammar.kind}: a fact is declared twice in ${parts.map((part) => part.name).join(', ')}`,
    );
  }
  const isTwin = pair?.isTwin ?? false;
  const slot = castSlots(grammar, { ...recipe, facts, isTwin, twist: scene.twist });
  const fill = (template: string, draws: string) => render(template, randomFor(`${key}/${draws}`), slot);

  const body = [scene, ...notes].map((part) => part.body).join('\n\n');
  const whole = fill(
    frame.body.replace('[body]', () => body),
    'body',
  );
  const passages = passagesOf(whole, randomFor(`${key}/passages`).int(1, 3));
  const id = fill(randomFor(`${key}/id`).pick(grammar.ids), 'id');
  id.text += `-${String(number).padStart(4, '0')}`;
  const title = fill(randomFor(`${key}/title`).pick(scene.titles), 'title');
  const question = fill(recipe.ask.question, 'question');
  const answers = recipe.ask.answers
    .map((answer) => fill(answer, 'answer').text)
    .filter((answer) => passages.some((passage) => passage.text.includes(answer)));
  if (answers.length === 0 && recipe.ask.answers.length > 0) {
    throw new Error(
      `${grammar.kind}/${scene.name}: no answer stands in the text: ${question.text}\n${whole.text}`,
    );
  }
  return {
    id: id.text,
    document_title: title.text,
    passages: passages.map((passage) => passage.text),
    question: question.text,
    answers: [...new Set(answers)],
    answerable: answers.length > 0,
    kind: grammar.kind,
    ...(pair ? { pair: pair.number } : {}),
    pii: [
      ...plantedIn('/id', id),
      ...plantedIn('/document_title', title),
      ...passages.flatMap((passage, i) => plantedIn(`/passages/${i}`, passage)),
      ...plantedIn('/question', question),
    ],
  };
}

function plantedIn(pointer: string, { text, spans }: MarkedText): PlantedValue[] {
  return spans.map(({ start, end, type }) => ({
    in: pointer,
    start,
    end,
    type,
    value: text.slice(start, end),
  }));
}

/** Cuts a text between paragraphs into at most `count` passages of nearly the same number of words. */
function passagesOf(whole: MarkedText, count: number): MarkedText[] {
  const paragraphs = whole.text.split('\n\n');
  const total = countWords(whole.text);
  const passages: MarkedText[] = [];
  let [start, end, words] = [0, 0, 0];
  paragraphs.forEach((paragraph, i) => {
    end += paragraph.length;
    words += countWords(paragraph);
    const isLast = i === paragraphs.length - 1;
    if (isLast || words >= (total * (passages.length + 1)) / count) {
      passages.push(slice(whole, start, end));
      start = end + 2;
    }
    end += 2;
  });
  return passages;
}
