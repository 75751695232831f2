import type { Program } from './compile.ts';
import { after, before, holdsAt } from './edges.ts';
import { spend, type Work } from './work.ts';

/** A match, in UTF-16 units, end exclusive. */
export type Span = { start: number; end: number };

/** The threads at one place, surest first: where each is in the program and where its match began. */
type Threads = { pcs: Int32Array; starts: Int32Array; count: number };

/**
 * Runs a program over one text by following all of its threads at once (Pike's machine; Russ Cox, "Regular
 * Expression Matching: the Virtual Machine Approach", 2009). The time for one match is at most the size of
 * the program times the length of the text, and all of it is taken off `work`; nothing is ever tried again.
 */
export class Run {
  readonly #program: Program;
  readonly #text: string;
  readonly #work: Work;
  readonly #looks = new Map<Program, Run>();
  readonly #stack: number[] = [];
  #now: Threads;
  #next: Threads;
  /** In which round an instruction was reached last: at one place only the surest thread counts. */
  readonly #reached: Int32Array;
  #round = 0;

  constructor(program: Program, text: string, work: Work) {
    this.#program = program;
    this.#text = text;
    this.#work = work;
    const size = program.code.length;
    spend(work, size);
    this.#reached = new Int32Array(size);
    this.#now = { pcs: new Int32Array(size), starts: new Int32Array(size), count: 0 };
    this.#next = { pcs: new Int32Array(size), starts: new Int32Array(size), count: 0 };
  }

  /** The first match that begins at `from` or later; the surest of those that begin there. */
  find(from: number): Span | undefined {
    return this.#follow(from, false);
  }

  /** Whether a match begins at `at`, or ends there where the program reads backward. */
  matchesAt(at: number): boolean {
    return this.#follow(at, true) !== undefined;
  }

  #follow(from: number, anchored: boolean): Span | undefined {
    const { backward, code } = this.#program;
    const text = this.#text;
    let found: Span | undefined;
    let at = from;
    this.#now.count = 0;
    this.#round += 1;
    for (let begun = false; ; begun = true) {
      if (this.#now.count === 0) {
        if (found !== undefined || (anchored && begun)) return found;
        if (!anchored) {
          at = this.#candidate(at);
          this.#round += 1;
        }
      }
      if (found === undefined && !(anchored && begun)) this.#add(this.#now, 0, at, at);
      const codePoint = backward ? before(text, at) : after(text, at);
      const then = codePoint < 0 ? at : at + (codePoint > 0xffff ? 2 : 1) * (backward ? -1 : 1);
      this.#round += 1;
      this.#next.count = 0;
      const { pcs, starts, count } = this.#now;
      spend(this.#work, count + 1);
      for (let index = 0; index < count; index += 1) {
        const instruction = code[pcs[index]!]!;
        if (instruction.op === 'match') {
          found = { start: starts[index]!, end: at };
          if (anchored) return found;
          break;
        }
        if (instruction.op === 'take' && codePoint >= 0 && instruction.set.has(codePoint)) {
          this.#add(this.#next, pcs[index]! + 1, starts[index]!, then);
        }
      }
      if (codePoint < 0) return found;
      [this.#now, this.#next] = [this.#next, this.#now];
      at = then;
    }
  }

  /** The next place at which a match can begin. */
  #candidate(from: number): number {
    const { first } = this.#program;
    if (first === undefined) return from;
    const text = this.#text;
    let at = from;
    while (at < text.length) {
      const codePoint = text.codePointAt(at)!;
      if (first.some((set) => set.has(codePoint))) break;
      at += codePoint > 0xffff ? 2 : 1;
    }
    spend(this.#work, (at - from) * first.length);
    return at;
  }

  /** Adds a thread, and those that it forks into, in the order in which they would be tried. */
  #add(threads: Threads, pc: number, start: number, at: number): void {
    const { code } = this.#program;
    const stack = this.#stack;
    stack.push(pc);
    let visited = 0;
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      if (this.#reached[next] === this.#round) continue;
      this.#reached[next] = this.#round;
      visited += 1;
      const instruction = code[next]!;
      if (instruction.op === 'take' || instruction.op === 'match') {
        threads.pcs[threads.count] = next;
        threads.starts[threads.count] = start;
        threads.count += 1;
      } else if (instruction.op === 'fork') {
        stack.push(instruction.second, instruction.first);
      } else if (instruction.op === 'jump') {
        stack.push(instruction.to);
      } else if (instruction.op === 'edge') {
        if (holdsAt(instruction.edge, this.#text, at)) stack.push(next + 1);
      } else if (this.#look(instruction.program).matchesAt(at) !== instruction.negative) {
        stack.push(next + 1);
      }
    }
    spend(this.#work, visited);
  }

  #look(program: Program): Run {
    const known = this.#looks.get(program);
    if (known !== undefined) return known;
    const run = new Run(program, this.#text, this.#work);
    this.#looks.set(program, run);
    return run;
  }
}
