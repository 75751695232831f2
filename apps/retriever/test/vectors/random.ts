import { seededRandom } from '@rollcall/testing';

/** Numbers, and vectors of them, that are the same in every run. */
export const generator = (seed: number) => {
  const random = seededRandom(seed);
  const vector = (dimensions: number): Float32Array =>
    Float32Array.from({ length: dimensions }, () => random() * 2 - 1);
  return { random, vector };
};
