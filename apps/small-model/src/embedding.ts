/** Name under which the small embedding answers. */
export const embeddingModel = 'small-embedding';

/** Numbers of a vector where a request asks for no other count. */
export const usualDimensions = 384;

/**
 * A text as a vector of length one, always the same for the same text: its words and their letters in fours, each
 * hashed to one number with a sign ("feature hashing", Weinberger et al., ICML 2009). It knows how words are written
 * and not what they mean: good for trying hybrid search out, and no stand-in for a trained model.
 */
export const embedText = (text: string, dimensions: number = usualDimensions): Float32Array => {
  const vector = new Float32Array(dimensions);
  const counts = new Map<string, number>();
  for (const [word] of text
    .normalize('NFKC')
    .toLowerCase()
    .matchAll(/[\p{L}\p{M}]+|\p{N}+/gu)) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  for (const [word, count] of counts) {
    const weight = (1 + Math.log(count)) * (isFunctionWord(word) ? functionWeight : 1);
    add(vector, ` ${word} `, weight);
    const fours = foursOf(` ${word} `);
    for (const four of fours) add(vector, four, (weight * lettersShare) / Math.sqrt(fours.length));
  }
  let squares = 0;
  for (const number of vector) squares += number * number;
  // A text without a word has a direction, too: an endpoint answers something for whatever it is sent.
  if (squares === 0) vector[0] = squares = 1;
  const length = Math.sqrt(squares);
  return vector.map((number) => number / length);
};

/** What a word's letters weigh beside the word: enough that forms of one word are neighbours. */
const lettersShare = 1.2;

/** Words that stand in every text say little about it. */
const functionWeight = 0.1;

const functionWords = new Set(
  (
    'a about after all also an and any are as at be been before but by can could did do does for from had has have ' +
    'he her his how i if in into is it its may more most no not of on one or other our she should so some such than ' +
    'that the their them then there these they this those to up was we were what when where which who whom whose ' +
    'why will with would you your'
  ).split(' '),
);

const isFunctionWord = (word: string): boolean => functionWords.has(word);

const foursOf = (word: string): string[] => {
  const letters = [...word];
  return letters.slice(3).map((_, at) => letters.slice(at, at + 4).join(''));
};

const add = (vector: Float32Array, feature: string, weight: number): void => {
  const hash = hashOf(feature);
  const place = (hash >>> 1) % vector.length;
  vector[place] = vector[place]! + (hash & 1 ? weight : -weight);
};

/** FNV-1a over UTF-16 units, with the mixing of MurmurHash3 at its end; 32 bits. */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};
