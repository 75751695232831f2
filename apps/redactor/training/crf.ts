import { isLexical } from '../src/names/features.ts';
import { labelCount } from '../src/names/labels.ts';
import { emptyTransitions, isForbidden } from '../src/names/lattice.ts';

/** A text to learn from: `rows[offsets[i]..offsets[i + 1])` are the rows of weights that speak about token i; row 0 is none. */
export type Sequence = { offsets: Int32Array; rows: Int32Array; templates: Uint8Array; labels: Uint8Array };

export type CrfOptions = {
  /** How many rows of weights there are. */
  rows: number;
  /** Passes over the texts. */
  epochs: number;
  random: () => number;
  onEpoch?: (epoch: number, loss: number) => void;
};

const L = labelCount;

/** Weights of a feature lie this far apart. */
export const rowWidth = 8;

const rate = 0.2;
/** Where the sums of squared gradients begin: the higher, the smaller the first steps. */
const firstSquare = 0.1;
const decay = 1e-5;
/** Shares of a token's features that an update leaves out, so that no weight relies on another: of the very word, and of others. */
const dropout = { lexical: 0.4, other: 0.15 };
/** Tokens whose probabilities are this near to the truth teach nothing more. */
const settled = 1e-3;

/** Sums of one text, kept between texts since they are large. */
class Workspace {
  emission = new Float64Array(0);
  /** Exponentials of the emissions, the highest of a token scaled to 1. */
  exponential = new Float64Array(0);
  alpha = new Float64Array(0);
  beta = new Float64Array(0);
  scale = new Float64Array(0);
  kept = new Uint8Array(0);

  hold(tokens: number, features: number): void {
    if (this.scale.length < tokens) {
      this.emission = new Float64Array(tokens * L);
      this.exponential = new Float64Array(tokens * L);
      this.alpha = new Float64Array(tokens * L);
      this.beta = new Float64Array(tokens * L);
      this.scale = new Float64Array(tokens);
    }
    if (this.kept.length < features) this.kept = new Uint8Array(features);
  }
}

/**
 * A linear-chain conditional random field (Lafferty et al. 2001), trained text by text with AdaGrad (Duchi et al.
 * 2011) and dropout of features (Srivastava et al. 2014).
 */
class Crf {
  readonly weights: Float32Array;
  readonly transitions = emptyTransitions();
  readonly #squares: Float32Array;
  readonly #transitionSquares = new Float64Array((L + 1) * L).fill(1);
  readonly #transitionGradient = new Float64Array((L + 1) * L);
  readonly #steps = new Float64Array((L + 1) * L);
  readonly #gradient = new Float64Array(L);
  readonly #work = new Workspace();

  constructor(rows: number) {
    this.weights = new Float32Array(rows * rowWidth);
    this.#squares = new Float32Array(rows * rowWidth).fill(firstSquare);
  }

  /** Moves the weights towards one text's labels; answers how unlikely they were, as a negative logarithm. */
  learn(sequence: Sequence, random: () => number): number {
    const { labels, rows, templates } = sequence;
    const work = this.#work;
    work.hold(labels.length, rows.length);
    for (let at = 0; at < rows.length; at += 1) {
      const share = isLexical(templates[at]!) ? dropout.lexical : dropout.other;
      work.kept[at] = rows[at] === 0 || random() < share ? 0 : 1;
    }
    this.#sumEmissions(sequence);
    for (let at = 0; at < this.#steps.length; at += 1) this.#steps[at] = Math.exp(this.transitions[at]!);
    const all = this.#forward(labels.length);
    this.#backward(labels.length);
    const own = this.#scoreOf(labels);
    this.#moveTransitions(labels);
    this.#moveWeights(sequence);
    return all - own;
  }

  #sumEmissions({ offsets, rows, labels }: Sequence): void {
    const { emission, kept } = this.#work;
    const { weights } = this;
    for (let token = 0; token < labels.length; token += 1) {
      const base = token * L;
      for (let label = 0; label < L; label += 1) emission[base + label] = 0;
      for (let at = offsets[token]!; at < offsets[token + 1]!; at += 1) {
        if (kept[at] === 0) continue;
        const row = rows[at]! * rowWidth;
        for (let label = 0; label < L; label += 1) emission[base + label]! += weights[row + label]!;
      }
    }
  }

  /** Scaled at every token; answers the logarithm of the sum over all labellings. */
  #forward(count: number): number {
    const { emission, exponential, alpha, scale } = this.#work;
    const steps = this.#steps;
    let logarithm = 0;
    for (let token = 0; token < count; token += 1) {
      const base = token * L;
      let most = emission[base]!;
      for (let label = 1; label < L; label += 1) most = Math.max(most, emission[base + label]!);
      let total = 0;
      for (let label = 0; label < L; label += 1) {
        const own = Math.exp(emission[base + label]! - most);
        exponential[base + label] = own;

        let sum = token === 0 ? steps[L * L + label]! : 0;
        if (token > 0) for (let p = 0; p < L; p += 1) sum += alpha[base - L + p]! * steps[p * L + label]!;
        alpha[base + label] = own * sum;
        total += own * sum;
      }
      for (let label = 0; label < L; label += 1) alpha[base + label]! /= total;
      scale[token] = total;
      logarithm += Math.log(total) + most;
    }
    return logarithm;
  }

  #backward(count: number): void {
    const { beta } = this.#work;
    for (let label = 0; label < L; label += 1) beta[(count - 1) * L + label] = 1;
    for (let token = count - 2; token >= 0; token -= 1) {
      const base = token * L;
      for (let label = 0; label < L; label += 1) beta[base + label] = 0;
      for (let next = 0; next < L; next += 1) {
        const out = this.#outOf(token + 1, next);
        for (let label = 0; label < L; label += 1)
          beta[base + label]! += this.#steps[label * L + next]! * out;
      }
    }
  }

  #outOf(token: number, label: number): number {
    const { exponential, beta, scale } = this.#work;
    return (exponential[token * L + label]! * beta[token * L + label]!) / scale[token]!;
  }

  #scoreOf(labels: Uint8Array): number {
    let score = 0;
    for (let token = 0; token < labels.length; token += 1) {
      const previous = token === 0 ? L : labels[token - 1]!;
      score +=
        this.#work.emission[token * L + labels[token]!]! + this.transitions[previous * L + labels[token]!]!;
    }
    return score;
  }

  #moveTransitions(labels: Uint8Array): void {
    const { alpha } = this.#work;
    const gradient = this.#transitionGradient.fill(0);
    for (let token = 0; token < labels.length; token += 1) {
      for (let label = 0; label < L; label += 1) {
        const out = this.#outOf(token, label);
        if (token === 0) gradient[L * L + label]! += this.#steps[L * L + label]! * out;
        else
          for (let p = 0; p < L; p += 1)
            gradient[p * L + label]! += alpha[(token - 1) * L + p]! * this.#steps[p * L + label]! * out;
      }
      const previous = token === 0 ? L : labels[token - 1]!;
      gradient[previous * L + labels[token]!]! -= 1;
    }
    for (let at = 0; at < gradient.length; at += 1) {
      const slope = gradient[at]!;
      if (slope === 0 || isForbidden(this.transitions[at]!)) continue;
      this.#transitionSquares[at]! += slope * slope;
      this.transitions[at]! -= (rate * slope) / Math.sqrt(this.#transitionSquares[at]!);
    }
  }

  #moveWeights({ offsets, rows, labels }: Sequence): void {
    const { alpha, beta, kept } = this.#work;
    const { weights } = this;
    const squares = this.#squares;
    const gradient = this.#gradient;
    for (let token = 0; token < labels.length; token += 1) {
      let largest = 0;
      for (let label = 0; label < L; label += 1) {
        const at = token * L + label;
        gradient[label] = alpha[at]! * beta[at]! - (label === labels[token] ? 1 : 0);
        largest = Math.max(largest, Math.abs(gradient[label]!));
      }
      if (largest < settled) continue;
      for (let at = offsets[token]!; at < offsets[token + 1]!; at += 1) {
        if (kept[at] === 0) continue;
        const row = rows[at]! * rowWidth;
        for (let label = 0; label < L; label += 1) {
          const slope = gradient[label]! + decay * weights[row + label]!;
          squares[row + label]! += slope * slope;
          weights[row + label]! -= (rate * slope) / Math.sqrt(squares[row + label]!);
        }
      }
    }
  }
}

/** Trains on the texts in an order that `random` gives anew for every pass. Without labels to learn, there are no weights. */
export const trainCrf = (
  sequences: readonly Sequence[],
  { rows, epochs, random, onEpoch }: CrfOptions,
): { weights: Float32Array; transitions: Float64Array } => {
  const crf = new Crf(rows);
  const averagedFrom = Math.floor(epochs / 2);
  const sums = new Float32Array(crf.weights.length);
  const transitionSums = new Float64Array(crf.transitions.length);
  const order = sequences.filter(({ labels }) => labels.length > 0);
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    shuffle(order, random);
    let loss = 0;
    for (const sequence of order) loss += crf.learn(sequence, random);
    onEpoch?.(epoch, loss);
    if (epoch < averagedFrom) continue;
    const share = 1 / (epochs - averagedFrom);
    for (let at = 0; at < sums.length; at += 1) sums[at]! += crf.weights[at]! * share;
    for (let at = 0; at < transitionSums.length; at += 1) transitionSums[at]! += crf.transitions[at]! * share;
  }
  return { weights: sums, transitions: transitionSums };
};

/** Fisher and Yates, in place. */
const shuffle = <T>(list: T[], random: () => number): void => {
  for (let at = list.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [list[at], list[other]] = [list[other]!, list[at]!];
  }
};
