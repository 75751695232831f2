import { type CharacterSet, characterSet } from './character-set.ts';
import { longestOf } from './reach.ts';
import { type Edge, type Node, RegexRefused } from './syntax.ts';

/** One step of a program. `take` eats a character; the others only decide where to go on. */
export type Instruction =
  | { op: 'take'; set: CharacterSet }
  /** Goes on at both; the first wins. */
  | { op: 'fork'; first: number; second: number }
  | { op: 'jump'; to: number }
  | { op: 'edge'; edge: Edge }
  | { op: 'look'; program: Program; negative: boolean }
  | { op: 'match' };

export type Program = {
  code: readonly Instruction[];
  /** Reads towards the beginning of the text: what a look-behind does. */
  backward: boolean;
  /** What a match can begin with; undefined where it may be empty. */
  first: readonly CharacterSet[] | undefined;
};

/** More would make each character of a text too dear. */
const mostInstructions = 5000;

/** A nondeterministic automaton of Thompson's, as a program. Throws `RegexRefused` where it gets too large. */
export const compileProgram = (node: Node): Program => {
  const sets = new Map<string, CharacterSet>();
  let size = 0;

  const setOf = (source: string, ignoreCase: boolean): CharacterSet => {
    const key = `${ignoreCase} ${source}`;
    const known = sets.get(key);
    if (known !== undefined) return known;
    const set = characterSet(source, ignoreCase);
    sets.set(key, set);
    return set;
  };

  const program = (root: Node, backward: boolean): Program => {
    const code: Instruction[] = [];
    const emit = (instruction: Instruction): number => {
      size += 1;
      if (size > mostInstructions) throw new RegexRefused('too large', 0);
      return code.push(instruction) - 1;
    };

    const write = (node: Node): void => {
      switch (node.type) {
        case 'character':
          emit({ op: 'take', set: setOf(node.source, node.ignoreCase) });
          return;
        case 'sequence':
          for (const item of backward ? node.items.toReversed() : node.items) write(item);
          return;
        case 'either':
          writeEither(node.items);
          return;
        case 'repeat':
          writeRepeat(node);
          return;
        case 'edge':
          emit({ op: 'edge', edge: node.edge });
          return;
        case 'look':
          emit({ op: 'look', program: program(node.item, !node.ahead), negative: node.negative });
          return;
      }
    };

    const writeEither = (items: readonly Node[]): void => {
      const jumps: number[] = [];
      for (const item of items.slice(0, -1)) {
        const fork = emit({ op: 'fork', first: code.length + 1, second: 0 });
        write(item);
        jumps.push(emit({ op: 'jump', to: 0 }));
        code[fork] = { op: 'fork', first: fork + 1, second: code.length };
      }
      write(items.at(-1)!);
      for (const jump of jumps) code[jump] = { op: 'jump', to: code.length };
    };

    const writeRepeat = ({ item, greedy, ...asked }: Extract<Node, { type: 'repeat' }>): void => {
      // What takes no character says the same thing the second time.
      const most = longestOf(item) === 0 ? 1 : Number.POSITIVE_INFINITY;
      const [min, max] = [Math.min(asked.min, most), Math.min(asked.max, most)];
      for (let count = 0; count < min; count += 1) write(item);
      const fork = (into: number, past: number): Instruction =>
        greedy ? { op: 'fork', first: into, second: past } : { op: 'fork', first: past, second: into };
      if (max === Number.POSITIVE_INFINITY) {
        const start = emit({ op: 'jump', to: 0 });
        write(item);
        emit({ op: 'jump', to: start });
        code[start] = fork(start + 1, code.length);
        return;
      }
      const forks: number[] = [];
      for (let count = min; count < max; count += 1) {
        forks.push(emit({ op: 'jump', to: 0 }));
        write(item);
      }
      for (const at of forks) code[at] = fork(at + 1, code.length);
    };

    write(root);
    emit({ op: 'match' });
    return { code, backward, first: firstOf(code) };
  };

  return program(node, false);
};

/** What the program can begin with, edges and looks taken as true; undefined where it can end at once. */
const firstOf = (code: readonly Instruction[]): CharacterSet[] | undefined => {
  const sets = new Set<CharacterSet>();
  const seen = new Set<number>();
  const open = [0];
  for (let pc = open.pop(); pc !== undefined; pc = open.pop()) {
    if (seen.has(pc)) continue;
    seen.add(pc);
    const instruction = code[pc]!;
    if (instruction.op === 'match') return undefined;
    if (instruction.op === 'take') sets.add(instruction.set);
    else if (instruction.op === 'fork') open.push(instruction.first, instruction.second);
    else open.push(instruction.op === 'jump' ? instruction.to : pc + 1);
  }
  return [...sets];
};
