import { labelCount, mayFollow } from './labels.ts';

const L = labelCount;

/** Scores of labels behind labels; row `labelCount` is the start of a text. */
export type Transitions = Float32Array | Float64Array;

/** The likeliest labels of `count` tokens (Viterbi 1967), by the scores of each label of each token. */
export const bestLabels = (emission: Float32Array, count: number, transitions: Transitions): Uint8Array => {
  const labels = new Uint8Array(count);
  if (count === 0) return labels;
  const back = new Uint8Array(count * L);
  let current = new Float64Array(L);
  let next = new Float64Array(L);
  for (let label = 0; label < L; label += 1) current[label] = emission[label]! + transitions[L * L + label]!;
  for (let token = 1; token < count; token += 1) {
    for (let label = 0; label < L; label += 1) {
      let best = Number.NEGATIVE_INFINITY;
      let from = 0;
      for (let previous = 0; previous < L; previous += 1) {
        const score = current[previous]! + transitions[previous * L + label]!;
        if (score > best) {
          best = score;
          from = previous;
        }
      }
      next[label] = best + emission[token * L + label]!;
      back[token * L + label] = from;
    }
    [current, next] = [next, current];
  }
  let label = 0;
  for (let other = 1; other < L; other += 1) if (current[other]! > current[label]!) label = other;
  for (let token = count - 1; token >= 0; token -= 1) {
    labels[token] = label;
    label = back[token * L + label]!;
  }
  return labels;
};

/** The probability of each label of each token (forward-backward), scaled at every token so that nothing underflows. */
export const probabilities = (
  emission: Float32Array,
  count: number,
  transitions: Transitions,
): Float32Array => {
  const alpha = new Float32Array(count * L);
  const steps = Float64Array.from(transitions, (score) => Math.exp(score));
  const e = new Float64Array(L);
  const scales = new Float64Array(count);
  const exponentials = new Float32Array(count * L);
  for (let token = 0; token < count; token += 1) {
    const base = token * L;
    let most = emission[base]!;
    for (let label = 1; label < L; label += 1)
      if (emission[base + label]! > most) most = emission[base + label]!;
    let total = 0;
    for (let label = 0; label < L; label += 1) {
      const own = Math.exp(emission[base + label]! - most);
      exponentials[base + label] = own;
      let sum = 0;
      if (token === 0) sum = steps[L * L + label]!;
      else for (let p = 0; p < L; p += 1) sum += alpha[base - L + p]! * steps[p * L + label]!;
      e[label] = own * sum;
      total += e[label]!;
    }
    for (let label = 0; label < L; label += 1) alpha[base + label] = e[label]! / total;
    scales[token] = total;
  }
  let beta = new Float64Array(L).fill(1);
  let earlier = new Float64Array(L);
  for (let token = count - 2; token >= 0; token -= 1) {
    const nextBase = (token + 1) * L;
    earlier.fill(0);
    for (let q = 0; q < L; q += 1) {
      const part = (exponentials[nextBase + q]! * beta[q]!) / scales[token + 1]!;
      for (let label = 0; label < L; label += 1) earlier[label]! += steps[label * L + q]! * part;
    }
    [beta, earlier] = [earlier, beta];
    for (let label = 0; label < L; label += 1) alpha[token * L + label]! *= beta[label]!;
  }
  return alpha;
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
