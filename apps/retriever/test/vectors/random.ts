/** Numbers that look random and are the same in every run (mulberry32). */
export const generator = (seed: number) => {
  let state = seed;
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const vector = (dimensions: number): Float32Array =>
    Float32Array.from({ length: dimensions }, () => random() * 2 - 1);
  return { random, vector };
};
