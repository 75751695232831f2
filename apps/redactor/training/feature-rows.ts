import type { Example } from './encode.ts';

/** Which features have weights: those that occur often enough. Row 0 stands for all others. */
export type FeatureRows = {
  /** The hash of the feature of each row but the first. */
  features: Int32Array;
  rowOf(feature: number): number;
};

/** Counts the features of all examples and numbers those that occur at least `least` times, in the order of their hashes. */
export const numberFeatures = (examples: readonly Example[], least: number): FeatureRows => {
  const counted = new Counter();
  for (const { features } of examples) for (const feature of features) counted.add(feature);
  const features = counted.atLeast(least).sort();
  const rows = new Counter();
  for (const [index, feature] of features.entries()) rows.set(feature, index + 1);
  return { features, rowOf: (feature) => rows.get(feature) };
};

/** Numbers by 32-bit keys other than 0, in two typed arrays: a Map of millions of entries is slow and large. */
class Counter {
  #keys = new Int32Array(1 << 16);
  #values = new Int32Array(1 << 16);
  #size = 0;

  #slotOf(key: number): number {
    const last = this.#keys.length - 1;
    let slot = Math.imul(key, 0x9e3779b1) & last;
    while (this.#keys[slot] !== 0 && this.#keys[slot] !== key) slot = (slot + 1) & last;
    return slot;
  }

  get(key: number): number {
    return this.#values[this.#slotOf(key)]!;
  }

  set(key: number, value: number): void {
    if (this.#size * 2 >= this.#keys.length) this.#grow();
    const slot = this.#slotOf(key);
    if (this.#keys[slot] === 0) this.#size += 1;
    this.#keys[slot] = key;
    this.#values[slot] = value;
  }

  add(key: number): void {
    this.set(key, this.get(key) + 1);
  }

  atLeast(least: number): Int32Array {
    return this.#keys.filter((key, slot) => key !== 0 && this.#values[slot]! >= least);
  }

  #grow(): void {
    const [keys, values] = [this.#keys, this.#values];
    this.#keys = new Int32Array(keys.length * 2);
    this.#values = new Int32Array(keys.length * 2);
    for (let slot = 0; slot < keys.length; slot += 1) {
      if (keys[slot] === 0) continue;
      const place = this.#slotOf(keys[slot]!);
      this.#keys[place] = keys[slot]!;
      this.#values[place] = values[slot]!;
    }
  }
}
