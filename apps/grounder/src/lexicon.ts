import lexicon from '../weights/lexicon.json' with { type: 'json' };

/** Bytes of a vector's numbers: 127 is 1. */
const unit = 127 * 127;

const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

const places = new Map(lexicon.stems.split(' ').map((stem, place) => [stem, place]));
const vectors = new Int8Array(bytesOf(lexicon.vectors).buffer);

/** Tells whether two places are a pair, either way round. Most places are in none: those are told apart first. */
const pairing = (base64: string): ((a: number, b: number) => boolean) => {
  const flat = new Uint16Array(bytesOf(base64).buffer);
  const pairs = new Set<number>();
  const paired = new Uint8Array(places.size);
  for (let at = 0; at < flat.length; at += 2) {
    pairs.add(key(flat[at]!, flat[at + 1]!));
    paired[flat[at]!] = 1;
    paired[flat[at + 1]!] = 1;
  }
  return (a, b) => paired[a] === 1 && paired[b] === 1 && pairs.has(key(a, b));
};

const key = (a: number, b: number): number => (a < b ? a * 65_536 + b : b * 65_536 + a);

/** Where a stem stands among the commonest stems of English, 0 first; -1 for a rare one or a name. */
export const placeOf = (stem: string): number => places.get(stem) ?? -1;

/** How rare a stem is in English, 0 for the commonest to 1 for one that the lexicon does not have. */
export const rarityAt = (place: number): number =>
  place < 0 ? 1 : Math.log(1 + place) / Math.log(1 + places.size);

/** Cosine of two stems' vectors, -1 to 1: words that are used alike, opposites among them. */
export const cosine = (a: number, b: number): number => {
  if (a < 0 || b < 0) return 0;
  let dot = 0;
  const { width } = lexicon;
  for (let at = a * width, other = b * width, end = at + width; at < end; at += 1, other += 1) {
    dot += vectors[at]! * vectors[other]!;
  }
  return dot / unit;
};

/** Whether WordNet has two places as synonyms, or as opposites; never for one of -1. */
export const areSynonyms = pairing(lexicon.synonyms);
export const areAntonyms = pairing(lexicon.antonyms);
