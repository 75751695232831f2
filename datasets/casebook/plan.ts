import type { Recipe } from './compose.ts';
import type { Ask, Grammar, Part } from './grammar.ts';
import { type Name, people } from './names.ts';
import { type Random, randomFor } from './random.ts';

const DOCUMENTS_OF_A_KIND = 50;
const PAIRS_OF_A_KIND = 5;
const NOTES_OF_A_DOCUMENT = [1, 1, 2, 2, 2, 3];
const PEOPLE_OF_A_DOCUMENT = 5;
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

/** Five people for a document, nobody of whom stands in another one, with different first and last names. */
function castFor(cast: readonly Name[], kind: number, index: number): Name[] {
  const documents = DOCUMENTS_OF_A_KIND - PAIRS_OF_A_KIND;
  const chosen: Name[] = [];
  // Strides through the list: the documents' candidates never meet.
  const strides = 8 * documents;
  for (let at = kind * documents + index; chosen.length < PEOPLE_OF_A_DOCUMENT; at += strides) {
    const name = cast[at];
    if (!name) throw new Error('not enough people');
    if (chosen.every((other) => other.last !== name.last && other.first !== name.first)) chosen.push(name);
  }
  return chosen;
}

/** Chooses the parts that go with a scene, each in turn, so that no frame, note or question is worn out. */
function partChooser(grammar: Grammar, random: Random) {
  const turns = new Map<string, number>();
  const inTurn = <T>(name: string, items: readonly T[]): T => {
    const turn = turns.get(name) ?? random.int(0, items.length - 1);
    turns.set(name, turn + 1);
    return items[turn % items.length]!;
  };
  return (scene: Part, list: AskList, key: string, people: Name[]): Recipe => {
    const fits = (role: Part['role'], other: Part) =>
      other.role === role &&
      (other.voice === scene.voice || other.voice === 'any') &&
      other.places.some((place) => scene.places.includes(place));
    const frames = grammar.parts.filter((part) => fits('frame', part));
    if (frames.length === 0) throw new Error(`${grammar.kind}: no frame for ${scene.name}`);
    const frame = inTurn(`frame/${scene.voice}`, frames);
    const notes = grammar.parts.filter(
      (part) =>
        fits('note', part) && part.places.some((p) => frame.places.includes(p) && scene.places.includes(p)),
    );
    const count = Math.min(notes.length, random.pick(NOTES_OF_A_DOCUMENT));
    const chosen = Array.from({ length: count }, () => inTurn(`note/${scene.voice}`, notes));
    const parts = [scene, frame, ...chosen];
    const places = scene.places.filter((place) => parts.every((part) => part.places.includes(place)));
    const asks: Ask[] = list === 'personal' ? parts.flatMap((part) => part[list]) : scene[list];
    if (asks.length === 0) throw new Error(`${grammar.kind}/${scene.name}: nothing to ask (${list})`);
    const ask = inTurn(`${list}/${scene.name}/${list === 'personal' ? frame.name : ''}`, asks);
    return {
      grammar,
      key,
      locale: random.pick(places),
      frame,
      scene,
      people,
      ask,
      ...(note ? { note } : {}),
    };
  };
}
