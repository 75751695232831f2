import { collect, evidenceOf, type FeatureList, kindsOfEvidence } from './features.ts';
import type { Reading } from './sentence.ts';
import { laneBias, slotWidth, type Weights } from './weights.ts';

const sums = new Int32Array(kindsOfEvidence.length);

/**
 * What speaks most for a label at a token, in words: the kind of features whose weights sum up highest. It explains a
 * finding; nothing is decided by it.
 */
export const strongestEvidence = (
  reading: Reading,
  { token, label }: { token: number; label: number },
  { slots }: Weights,
  list: FeatureList,
): string => {
  collect(reading, token, list);
  sums.fill(0);
  const last = slots.length / slotWidth - 1;
  const lane = label - 1;
  for (let at = 0; at < list.count; at += 1) {
    const feature = list.hashes[at]!;
    let slot = feature & last;
    while (slots[slot * slotWidth] !== feature && slots[slot * slotWidth] !== 0) slot = (slot + 1) & last;
    if (slots[slot * slotWidth] === 0) continue;
    const pair = slots[slot * slotWidth + 1 + (lane >> 1)]!;
    const weight = ((lane & 1) === 0 ? pair & 0xffff : pair >>> 16) - laneBias;
    sums[evidenceOf(list.templates[at]!)]! += weight;
  }
  let strongest = 0;
  for (let kind = 1; kind < sums.length; kind += 1) if (sums[kind]! > sums[strongest]!) strongest = kind;
  return kindsOfEvidence[strongest]!;
};
