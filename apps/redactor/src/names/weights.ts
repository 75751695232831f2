import { brotliCompressSync, brotliDecompressSync, constants, crc32 } from 'node:zlib';
import { Failure } from '@rollcall/failures';
import { labelCount } from './labels.ts';
import { type Lexicon, lexiconOf } from './lexicon.ts';

/**
 * The form of the file and the meaning of its features. Raised whenever a change to `features.ts`, `words.ts`,
 * `sentence.ts` or `scan.ts` makes a feature mean something else: weights of another version are refused.
 */
export const weightsVersion = 1;

/** What training makes. Hashes are sorted as signed numbers, without repetitions. */
export type TrainedWeights = {
  /** See `lexiconOf`. */
  words: Int32Array;
  answers: Uint16Array;
  /** From each label (row `labelCount`: from the start) to each. */
  transitions: Float32Array;
  /** Hashes of the features that have weights. */
  features: Int32Array;
  /** For each feature, how much more it speaks for each label than for `outside`, in steps of `step`. */
  rows: Int8Array;
  step: number;
};

/** Weights as the tagger reads them. */
export type Weights = {
  lexicon: Lexicon;
  transitions: Float32Array;
  /**
   * Open addressing, `slotWidth` numbers a slot: the feature, then two weights a number, each in a lane of sixteen bits
   * and raised by `laneBias`, so that one addition adds two of them. Outside has no lane: its weight is always zero.
   */
  slots: Int32Array;
  /** A bit for the lowest bits of each feature: most features that a text has are unknown, and this is small enough to stay in the cache. */
  present: Int32Array;
  step: number;
};

/** Labels that have weights: all but `outside`. */
export const laneCount = labelCount - 1;

export const slotWidth = 1 + laneCount / 2;

/** Makes every weight positive. With at most `mostFeatures` of them a sum stays within its sixteen bits. */
export const laneBias = 256;

const magic = Buffer.from('RCNAMES\0', 'latin1');
const headerLength = magic.length + 8;

/** The file: a name, the version, a checksum, and the columns compressed. The same weights give the same bytes; `quality` is Brotli's effort, from 0 to 11. */
export const encodeWeights = (trained: TrainedWeights, quality = 11): Buffer => {
  const { words, answers, transitions, features, rows, step } = trained;
  const numbers = Buffer.alloc(4 * (3 + transitions.length));
  numbers.writeUInt32LE(words.length, 0);
  numbers.writeUInt32LE(features.length, 4);
  numbers.writeFloatLE(step, 8);
  transitions.forEach((score, at) => {
    numbers.writeFloatLE(score, 12 + 4 * at);
  });
  const payload = brotliCompressSync(
    Buffer.concat([
      numbers,
      gapsOf(words),
      columnsOf(answers),
      gapsOf(features),
      // Column by column: what belongs to one label resembles itself.
      transposed(rows, features.length, laneCount),
    ]),
    { params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_LGWIN]: 24 } },
  );
  const header = Buffer.alloc(headerLength);
  magic.copy(header);
  header.writeUInt32LE(weightsVersion, magic.length);
  header.writeUInt32LE(crc32(payload), magic.length + 4);
  return Buffer.concat([header, payload]);
};

/** Reads such a file. Throws `redact.weights_unreadable` where it is none, is damaged or of another version. */
export const decodeWeights = (file: Buffer): Weights => {
  const isOurs = file.length > headerLength && file.subarray(0, magic.length).equals(magic);
  const version = isOurs ? file.readUInt32LE(magic.length) : undefined;
  if (version !== weightsVersion) {
    throw new Failure('redact.weights_unreadable', {
      details: { expected: weightsVersion, version: version ?? 'none' },
    });
  }
  const payload = file.subarray(headerLength);
  if (crc32(payload) !== file.readUInt32LE(magic.length + 4)) {
    throw new Failure('redact.weights_unreadable', {
      details: { expected: weightsVersion, checksum: 'wrong' },
    });
  }
  return readColumns(brotliDecompressSync(payload));
};

const readColumns = (bytes: Buffer): Weights => {
  const wordCount = bytes.readUInt32LE(0);
  const featureCount = bytes.readUInt32LE(4);
  const step = bytes.readFloatLE(8);
  const transitions = new Float32Array((labelCount + 1) * labelCount);
  for (let at = 0; at < transitions.length; at += 1) transitions[at] = bytes.readFloatLE(12 + 4 * at);
  const place = { at: 12 + 4 * transitions.length };
  const words = readGaps(bytes, place, wordCount);
  const answers = new Uint16Array(wordCount);
  for (let at = 0; at < wordCount; at += 1) {
    answers[at] = bytes[place.at + at]! | (bytes[place.at + wordCount + at]! << 8);
  }
  place.at += 2 * wordCount;
  const features = readGaps(bytes, place, featureCount);
  const slots = slotsOf(features, bytes, place.at);
  return { lexicon: lexiconOf(words, answers), transitions, slots, present: presenceOf(features), step };
};

/** How many of a feature's lowest bits say whether it may be known: 512 KiB for the few hundred thousand that are; nineteen of twenty that are not are seen to be none. */
const presenceBits = 22;

const presenceOf = (features: Int32Array): Int32Array => {
  const present = new Int32Array(1 << (presenceBits - 5));
  for (const feature of features) {
    const bit = feature & ((1 << presenceBits) - 1);
    present[bit >> 5]! |= 1 << (bit & 31);
  }
  return present;
};

const slotsOf = (features: Int32Array, bytes: Buffer, from: number): Int32Array => {
  // At most seven in ten are taken: with the shipped weights a table of 8 MiB, as fast as one of twice as much.
  let count = 16;
  while (7 * count < 10 * features.length) count *= 2;
  const slots = new Int32Array(count * slotWidth);
  for (let feature = 0; feature < features.length; feature += 1) {
    let slot = features[feature]! & (count - 1);
    while (slots[slot * slotWidth] !== 0) slot = (slot + 1) & (count - 1);
    slots[slot * slotWidth] = features[feature]!;
    for (let lane = 0; lane < laneCount; lane += 1) {
      const weight = bytes.readInt8(from + lane * features.length + feature) + laneBias;
      slots[slot * slotWidth + 1 + (lane >> 1)]! |= weight << (16 * (lane & 1));
    }
  }
  return slots;
};

/** The differences between sorted numbers, seven bits a byte, the last byte of each with its high bit clear. */
const gapsOf = (sorted: Int32Array): Buffer => {
  const bytes: number[] = [];
  let previous = -(2 ** 31);
  for (const value of sorted) {
    let gap = value - previous;
    previous = value;
    while (gap >= 128) {
      bytes.push((gap % 128) | 128);
      gap = Math.floor(gap / 128);
    }
    bytes.push(gap);
  }
  return Buffer.from(bytes);
};

const readGaps = (bytes: Buffer, place: { at: number }, count: number): Int32Array => {
  const values = new Int32Array(count);
  let previous = -(2 ** 31);
  for (let at = 0; at < count; at += 1) {
    let unit = 1;
    let byte = bytes[place.at++]!;
    while (byte >= 128) {
      previous += (byte - 128) * unit;
      unit *= 128;
      byte = bytes[place.at++]!;
    }
    previous += byte * unit;
    values[at] = previous;
  }
  return values;
};

const columnsOf = (values: Uint16Array): Buffer =>
  Buffer.concat([
    Buffer.from(values.map((value) => value & 255)),
    Buffer.from(values.map((value) => value >> 8)),
  ]);

const transposed = (rows: Int8Array, height: number, width: number): Buffer => {
  const turned = Buffer.alloc(rows.length);
  for (let row = 0; row < height; row += 1)
    for (let column = 0; column < width; column += 1)
      turned.writeInt8(rows[row * width + column]!, column * height + row);
  return turned;
};
