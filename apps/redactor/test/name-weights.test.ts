import { readFileSync } from 'node:fs';
import { Failure } from '@rollcall/failures';
import { describe, expect, it } from 'vitest';
import { hashOf } from '../src/names/hashing.ts';
import { labelCount } from '../src/names/labels.ts';
import { listed } from '../src/names/lexicon.ts';
import { tagNames } from '../src/names/tagger.ts';
import { decodeWeights, encodeWeights, laneCount, type TrainedWeights } from '../src/names/weights.ts';

const MIB = 1024 * 1024;
const shipped = readFileSync(new URL('../weights/names.bin', import.meta.url));

const small: TrainedWeights = {
  words: Int32Array.of(-5, 7),
  answers: Uint16Array.of(1, 300),
  transitions: new Float32Array((labelCount + 1) * labelCount).fill(0.5),
  features: Int32Array.of(-(2 ** 31), -1, 2 ** 31 - 1),
  rows: Int8Array.from({ length: 3 * laneCount }, (_, at) => at - 9),
  step: 0.25,
};

const refusal = (file: Buffer): Failure | undefined => {
  try {
    decodeWeights(file);
    return undefined;
  } catch (thrown) {
    return thrown instanceof Failure ? thrown : undefined;
  }
};

describe('the weights of the tagger', () => {
  it('that are shipped are read, and take at most 5 MB', () => {
    expect(shipped.length).toBeLessThan(5 * MIB);
    const weights = decodeWeights(shipped);
    expect(weights.lexicon.find(hashOf('maria')) & listed.given).toBe(listed.given);
    expect(tagNames('Please ask Maria Vanterpool.', weights)).toMatchObject([
      { type: 'PERSON', start: 11, end: 27 },
    ]);
  });

  it('come out of the file as they went in', () => {
    const { lexicon, transitions, slots, step } = decodeWeights(encodeWeights(small));
    expect([lexicon.find(-5), lexicon.find(7), lexicon.find(8)]).toEqual([1, 300, 0]);
    expect(transitions).toEqual(small.transitions);
    expect(step).toBe(0.25);
    expect(slots.filter((_, at) => at % 4 === 0 && slots[at] !== 0).sort()).toEqual(small.features);
    const first = slots.findIndex((value, at) => at % 4 === 0 && value === -(2 ** 31));
    expect(slots[first + 1]! & 0xffff).toBe(256 - 9);
    expect(slots[first + 3]! >>> 16).toBe(256 - 4);
  });

  it('give the same bytes each time', () => {
    expect(encodeWeights(small).equals(encodeWeights(small))).toBe(true);
  });

  it('are refused where the file is another one, of another version, or damaged', () => {
    const version = Buffer.from(shipped.subarray(0, 1000));
    version.writeUInt32LE(99, 8);
    const damaged = Buffer.from(shipped);
    damaged[5000]! ^= 1;
    for (const file of [
      Buffer.from('no weights at all, but long enough'),
      version,
      damaged,
      Buffer.alloc(0),
    ]) {
      expect(refusal(file)?.code).toBe('redact.weights_unreadable');
    }
  });
});
