/** 32-bit FNV-1a's start. */
export const hashStart = 0x811c9dc5 | 0;

/** One step of FNV-1a over UTF-16 units. */
export const hashStep = (hash: number, unit: number): number => Math.imul(hash ^ unit, 0x01000193);

/** The hash of a word as `hashStep` over its units makes it. */
export const hashOf = (word: string): number => {
  let hash = hashStart;
  for (let at = 0; at < word.length; at += 1) hash = hashStep(hash, word.charCodeAt(at));
  return hash;
};

/** Mixes two 32-bit numbers into one whose high bits depend on all of both (the finaliser of MurmurHash3). */
export const mix = (a: number, b: number): number => {
  let hash = Math.imul(a, 0x9e3779b1) ^ (b + 0x7f4a7c15);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
};
