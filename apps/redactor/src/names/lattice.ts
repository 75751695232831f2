import { labelCount, mayFollow } from './labels.ts';

const L = labelCount;

/** Scores of labels behind labels; row `labelCount` is the start of a text. */
export type Transitions = Float32Array | Float64Array;

/** A stretch of tokens, `to` exclusive. In front of one that does not begin the text nothing is a name. */
export type Stretch = { from: number; to: number };

/** The row of transitions into the first token of a stretch. */
const rowBefore = (from: number): number => (from === 0 ? L : 0);

/** Sums of one stretch at a time, row by row from its first token on; the room is kept for the next one. */
export class Lattice {
  /** How many tokens there is room for. */
  room = 0;
  /** The score of each label of each token, `outside` with 0: to be written before `label`. */
  emission = new Float32Array(0);
  /** The likeliest labels, where `label` has been. */
  labels = new Uint8Array(0);
  /** The probability of each label of each token, where `weigh` has been. */
  likely = new Float32Array(0);
  /** What speaks most for a name besides the words themselves: of its beginning, and of its end. */
  readonly #mostOfTransitions: number;
  readonly #transitions: Transitions;
  readonly #steps: Float64Array;
  #back = new Uint8Array(0);
  #exponentials = new Float32Array(0);
  #scales = new Float64Array(0);
  readonly #current = new Float64Array(L);
  readonly #next = new Float64Array(L);

  constructor(transitions: Transitions) {
    this.#transitions = transitions;
    this.#steps = Float64Array.from(transitions, (score) => Math.exp(score));
    this.#mostOfTransitions = mostOfTransitions(transitions);
  }

  /** Makes room for so many tokens. */
  hold(tokens: number): void {
    if (tokens <= this.room) return;
    this.room = Math.max(leastRoom, Math.ceil(growth * tokens));
    this.emission = new Float32Array(this.room * L);
    this.labels = new Uint8Array(this.room);
    this.likely = new Float32Array(this.room * L);
    this.#back = new Uint8Array(this.room * L);
    this.#exponentials = new Float32Array(this.room * L);
    this.#scales = new Float64Array(this.room);
  }

  /** False where the highest score of a label is too low for any token to be part of a name: `label` need not look. */
  mayName(highest: number, leaning: number): boolean {
    return highest + leaning + this.#mostOfTransitions > -rounding;
  }

  /** Finds the likeliest labels of a stretch (Viterbi 1967), every label but the first so much likelier; true where one is not the first. */
  label({ from, to }: Stretch, leaning: number): boolean {
    const emission = this.emission;
    const labels = this.labels;
    const back = this.#back;
    const transitions = this.#transitions;
    let current = this.#current;
    let next = this.#next;
    const start = rowBefore(from) * L;
    const count = to - from;
    for (let label = 0; label < L; label += 1)
      current[label] = emission[label]! + transitions[start + label]!;
    current[0]! -= leaning;
    for (let base = L; base < count * L; base += L) {
      for (let label = 0; label < L; label += 1) {
        const stop = lastBefore[label]!;
        let before = firstBefore[label]!;
        let best = current[before]! + transitions[before * L + label]!;
        for (let previous = before + 1; previous <= stop; previous += 1) {
          const score = current[previous]! + transitions[previous * L + label]!;
          if (score > best) {
            best = score;
            before = previous;
          }
        }
        next[label] = best + emission[base + label]!;
        back[base + label] = before;
      }
      next[0]! -= leaning;
      const other = current;
      current = next;
      next = other;
    }
    let label = 0;
    for (let other = 1; other < L; other += 1) if (current[other]! > current[label]!) label = other;
    let isNamed = false;
    for (let token = count - 1; token >= 0; token -= 1) {
      labels[token] = label;
      if (label !== 0) isNamed = true;
      label = back[token * L + label]!;
    }
    return isNamed;
  }

  /** Works out how likely each label of each token of a stretch is (forward-backward), scaled at every token so that nothing underflows. */
  weigh({ from, to }: Stretch): void {
    const { likely } = this;
    const emission = this.emission;
    const exponentials = this.#exponentials;
    const scales = this.#scales;
    const steps = this.#steps;
    const start = rowBefore(from) * L;
    const end = (to - from) * L;
    const own = this.#current;
    for (let base = 0, token = 0; base < end; base += L, token += 1) {
      let most = emission[base]!;
      for (let label = 1; label < L; label += 1)
        if (emission[base + label]! > most) most = emission[base + label]!;
      let total = 0;
      for (let label = 0; label < L; label += 1) {
        const exponential = Math.exp(emission[base + label]! - most);
        exponentials[base + label] = exponential;
        let sum = 0;
        if (base === 0) sum = steps[start + label]!;
        else {
          const stop = lastBefore[label]!;
          for (let p = firstBefore[label]!; p <= stop; p += 1)
            sum += likely[base - L + p]! * steps[p * L + label]!;
        }
        own[label] = exponential * sum;
        total += own[label]!;
      }
      for (let label = 0; label < L; label += 1) likely[base + label] = own[label]! / total;
      scales[token] = total;
    }
    const beta = this.#current.fill(1);
    const earlier = this.#next;
    for (let base = end - 2 * L, token = to - from - 2; base >= 0; base -= L, token -= 1) {
      const scale = scales[token + 1]!;
      earlier.fill(0);
      for (let q = 0; q < L; q += 1) {
        const part = (exponentials[base + L + q]! * beta[q]!) / scale;
        const stop = lastBefore[q]!;
        for (let label = firstBefore[q]!; label <= stop; label += 1)
          earlier[label]! += steps[label * L + q]! * part;
      }
      for (let label = 0; label < L; label += 1) {
        beta[label] = earlier[label]!;
        likely[base + label]! *= beta[label]!;
      }
    }
  }
}

const leastRoom = 256;

/** Room for so much more than is asked for. */
const growth = 1.25;

/** Sums of scores are this exact. */
const rounding = 1e-3;

const labelNumbers = Array.from({ length: L }, (_, label) => label);

/** What may stand in front of a label: everything, or what a further word of a name goes on from. They are neighbours. */
const firstBefore = Uint8Array.from(labelNumbers, (label) =>
  labelNumbers.findIndex((previous) => mayFollow(previous, label)),
);
const lastBefore = Uint8Array.from(labelNumbers, (label) =>
  labelNumbers.findLastIndex((previous) => mayFollow(previous, label)),
);

/** How much more likely than outside a name its words can be by what stands beside them alone: the best way in or on, and the best way out. */
const mostOfTransitions = (transitions: Transitions): number => {
  const stay = transitions[0]!;
  let into = Number.NEGATIVE_INFINITY;
  let out = 0;
  for (let previous = 0; previous <= L; previous += 1) {
    const instead = previous === L ? transitions[L * L]! : stay;
    for (let label = 1; label < L; label += 1)
      into = Math.max(into, transitions[previous * L + label]! - instead);
    if (previous > 0 && previous < L) out = Math.max(out, transitions[previous * L]! - stay);
  }
  return into + out;
};

const forbidden = -1e4;

/** True for the score of a label that may not stand behind another; training leaves it as it is. */
export const isForbidden = (score: number): boolean => score <= forbidden;

/** The scores of transitions before training. */
export const emptyTransitions = (): Float64Array => {
  const transitions = new Float64Array((L + 1) * L);
  for (let previous = 0; previous <= L; previous += 1) {
    for (let label = 0; label < L; label += 1) {
      if (!mayFollow(previous === L ? 0 : previous, label)) transitions[previous * L + label] = forbidden;
    }
  }
  return transitions;
};
