import { seededRandom } from '@rollcall/testing';

/** Whole numbers below a bound, the same ones for the same seed. */
export const randomFrom = (seed: number) => {
  const random = seededRandom(seed);
  return (below: number): number => Math.floor(random() * 2 ** 32) % below;
};
