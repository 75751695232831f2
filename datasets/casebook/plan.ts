import type { Recipe } from './compose.ts';
import type { Grammar, Part } from './grammar.ts';
import { type Name, people } from './names.ts';
import type { Locale } from './places.ts';
import { type Random, randomFor } from './random.ts';

const DOCUMENTS_OF_A_KIND = 50;
const PAIRS_OF_A_KIND = 5;
/** Who stands for `s` in a document's first, second and third note. */
const NOTE_ROLES = ['s', 'u', 'v'];
const MOST_DOCUMENTS = 400;
const NOTES_OF_A_DOCUMENT = [1, 1, 2, 2, 3];
const PEOPLE_OF_A_DOCUMENT = 7;
/** Unanswerable questions and answers that are personal data, in turn from kind to kind: 60 and 52 over eight kinds. */
const MISSING_OF_A_KIND = [8, 7];
const PERSONAL_OF_A_KIND = [6, 7];

/** Recipes for all documents of the casebook, in the order of the file. */
export function plan(grammars: readonly Grammar[]): Recipe[] {
  const cast = people(randomFor('people'));
  const recipes: Recipe[] = [];
  grammars.forEach((grammar, k) => {
    const random = randomFor(`plan/${grammar.kind}`);
    const compile = partChooser(grammar, random);
    const scenes = grammar.parts.filter((part) => part.role === 'scene');
    const twins = random.shuffle(scenes.filter((scene) => scene.twist.length > 0));
    if (twins.length === 0) throw new Error(`${grammar.kind}: no scene for twins`);
    for (let i = 0; i < PAIRS_OF_A_KIND; i++) {
      const scene = twins[i % twins.length]!;
      const shared = compile(scene, 'decisive', `${grammar.kind}/pair/${i}`, castFor(cast, k, i));
      const number = k * PAIRS_OF_A_KIND + i + 1;
      recipes.push({ ...shared, pair: { number, isTwin: false } });
      recipes.push({ ...shared, pair: { number, isTwin: true } });
    }
    const singles = DOCUMENTS_OF_A_KIND - 2 * PAIRS_OF_A_KIND;
    const asks = random.shuffle(
      Array.from({ length: singles }, (_, i): AskList => {
        const missing = MISSING_OF_A_KIND[k % 2]!;
        if (i < missing) return 'missing';
        return i < missing + PERSONAL_OF_A_KIND[k % 2]! ? 'personal' : 'asks';
      }),
    );
    // Scenes that have twins already come last in the round, so that all scenes are told about as often.
    const round = [
      ...random.shuffle(scenes.filter((scene) => !twins.slice(0, PAIRS_OF_A_KIND).includes(scene))),
    ];
    const order = [...round, ...scenes.filter((scene) => !round.includes(scene))];
    asks.forEach((ask, i) => {
      const people = castFor(cast, k, PAIRS_OF_A_KIND + i);
      recipes.push(compile(order[i % order.length]!, ask, `${grammar.kind}/${i}`, people));
    });
  });
  return randomFor('order').shuffle(recipes);
}

type AskList = 'asks' | 'personal' | 'decisive' | 'missing';

/** A person concerned, who is that in no other document, and supporting people whose names are not mixed up. */
function castFor(cast: readonly Name[], kind: number, index: number): Name[] {
  const document = kind * DOCUMENTS_OF_A_KIND + index;
  const supporting = cast.slice(MOST_DOCUMENTS);
  const chosen = [cast[document]!];
  for (let at = document * (PEOPLE_OF_A_DOCUMENT - 1); chosen.length < PEOPLE_OF_A_DOCUMENT; at++) {
    const name = supporting[at % supporting.length]!;
    if (chosen.every((other) => other.last !== name.last && other.first !== name.first)) chosen.push(name);
  }
  return chosen;
}

/** A note as one of several in a document: each speaks of somebody else. */
function recastNote(note: Part, index: number): Part {
  const role = NOTE_ROLES[index]!;
  const recast = (text: string) => text.replace(/\[s(?=[.\]])/g, `[${role}`);
  const personal = note.personal.map(({ question, answers }) => ({
    question: recast(question),
    answers: answers.map(recast),
  }));
  return { ...note, body: recast(note.body), personal };
}

/** Chooses the parts that go with a scene, each in turn, so that no frame, note or question is worn out. */
function partChooser(grammar: Grammar, random: Random) {
  const turns = new Map<string, number>();
  const inTurn = <T>(name: string, items: readonly T[]): T => {
    if (items.length === 0) throw new Error(`${grammar.kind}: nothing to choose from for ${name}`);
    const turn = turns.get(name) ?? random.int(0, items.length - 1);
    turns.set(name, turn + 1);
    return items[turn % items.length]!;
  };
  return (scene: Part, list: AskList, key: string, people: Name[]): Recipe => {
    const fitting = (role: Part['role'], places: readonly Locale[]) =>
      grammar.parts.filter(
        (part) =>
          part.role === role &&
          (part.voice === scene.voice || part.voice === 'any') &&
          part.places.some((place) => places.includes(place)),
      );
    const frame = inTurn(`frame/${scene.voice}`, fitting('frame', scene.places));
    const locale = random.pick(scene.places.filter((place) => frame.places.includes(place)));
    const candidates = fitting('note', [locale]);
    const count = Math.min(candidates.length, random.pick(NOTES_OF_A_DOCUMENT));
    const notes = Array.from({ length: count }, (_, i) =>
      recastNote(inTurn(`note/${scene.voice}/${locale}`, candidates), i),
    );
    const asks =
      list === 'personal' ? [scene, frame, ...notes].flatMap((part) => part.personal) : scene[list];
    const ask = inTurn(`${list}/${scene.name}/${list === 'personal' ? frame.name : ''}`, asks);
    return { grammar, key, locale, frame, scene, notes, people, ask };
  };
}
