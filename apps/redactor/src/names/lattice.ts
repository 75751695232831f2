import { labelCount, mayFollow } from './labels.ts';

const L = labelCount;

/** Scores of labels behind labels; row `labelCount` is the start of a text. */
export type Transitions = Float32Array | Float64Array;

/** A stretch of tokens, `to` exclusive. In front of one that does not begin the text nothing is a name. */
export type Stretch = { from: number; to: number };

/** The row of transitions into the first token of a stretch. */
const rowBefore = (from: number): number => (from === 0 ? L : 0);

/** Sums of one text, as large as it has tokens; kept for all of its stretches. */
export class Lattice {
  readonly labels: Uint8Array;
  /** The probability of each label of each token, where `weigh` has been. */
  readonly likely: Float32Array;
  readonly #emission: Float32Array;
  readonly #transitions: Transitions;
  readonly #steps: Float64Array;
  readonly #back: Uint8Array;
  readonly #exponentials: Float32Array;
  readonly #scales: Float64Array;
  readonly #current = new Float64Array(L);
  readonly #next = new Float64Array(L);

  /** @param emission the score of each label of each token */
  constructor(emission: Float32Array, transitions: Transitions) {
    const count = emission.length / L;
    this.#emission = emission;
    this.#transitions = transitions;
    this.#steps = Float64Array.from(transitions, (score) => Math.exp(score));
    this.labels = new Uint8Array(count);
    this.likely = new Float32Array(emission.length);
    this.#back = new Uint8Array(emission.length);
    this.#exponentials = new Float32Array(emission.length);
    this.#scales = new Float64Array(count);
  }

  /** Finds the likeliest labels of a stretch (Viterbi 1967), every label but the first so much likelier; true where one is not the first. */
  label({ from, to }: Stretch, leaning: number): boolean {
    const emission = this.#emission;
    const transitions = this.#transitions;
    const current = this.#current;
    const next = this.#next;
    const start = rowBefore(from) * L;
    for (let label = 0; label < L; label += 1) {
      current[label] = emission[from * L + label]! + transitions[start + label]!;
    }
    current[0]! -= leaning;
    for (let token = from + 1; token < to; token += 1) {
      for (let label = 0; label < L; label += 1) {
        let best = Number.NEGATIVE_INFINITY;
        let before = 0;
        for (let previous = 0; previous < L; previous += 1) {
          const score = current[previous]! + transitions[previous * L + label]!;
          if (score > best) {
            best = score;
            before = previous;
          }
        }
        next[label] = best + emission[token * L + label]!;
        this.#back[token * L + label] = before;
      }
      next[0]! -= leaning;
      current.set(next);
    }
    let label = 0;
    for (let other = 1; other < L; other += 1) if (current[other]! > current[label]!) label = other;
    let isNamed = false;
    for (let token = to - 1; token >= from; token -= 1) {
      this.labels[token] = label;
      if (label !== 0) isNamed = true;
      label = this.#back[token * L + label]!;
    }
    return isNamed;
  }

  /** Works out how likely each label of each token of a stretch is (forward-backward), scaled at every token so that nothing underflows. */
  weigh({ from, to }: Stretch): void {
    const { likely } = this;
    const emission = this.#emission;
    const exponentials = this.#exponentials;
    const steps = this.#steps;
    const start = rowBefore(from) * L;
    for (let token = from; token < to; token += 1) {
      const base = token * L;
      let most = emission[base]!;
      for (let label = 1; label < L; label += 1)
        if (emission[base + label]! > most) most = emission[base + label]!;
      const own = this.#current;
      let total = 0;
      for (let label = 0; label < L; label += 1) {
        const exponential = Math.exp(emission[base + label]! - most);
        exponentials[base + label] = exponential;
        let sum = 0;
        if (token === from) sum = steps[start + label]!;
        else for (let p = 0; p < L; p += 1) sum += likely[base - L + p]! * steps[p * L + label]!;
        own[label] = exponential * sum;
        total += own[label]!;
      }
      for (let label = 0; label < L; label += 1) likely[base + label] = own[label]! / total;
      this.#scales[token] = total;
    }
    const beta = this.#current.fill(1);
    const earlier = this.#next;
    for (let token = to - 2; token >= from; token -= 1) {
      const nextBase = (token + 1) * L;
      earlier.fill(0);
      for (let q = 0; q < L; q += 1) {
        const part = (exponentials[nextBase + q]! * beta[q]!) / this.#scales[token + 1]!;
        for (let label = 0; label < L; label += 1) earlier[label]! += steps[label * L + q]! * part;
      }
      beta.set(earlier);
      for (let label = 0; label < L; label += 1) likely[token * L + label]! *= beta[label]!;
    }
  }
}

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
