/** Words of which one in another's place turns a statement: comparatives, order, direction, quantity. */
const families = `before after during since until
  more less fewer
  above below
  over under
  increase decrease
  increased decreased
  increases decreases
  largest smallest
  most least
  first last second third
  all some none few many most
  north south east west
  northern southern eastern western
  with without
  greater smaller lesser
  higher lower
  older younger
  always never sometimes often rarely seldom
  can cannot
  up down
  inside outside
  earlier later
  maximum minimum
  best worst
  high low
  won lost
  win lose
  accept reject
  accepted rejected
  allowed forbidden
  followed preceded`
  .split('\n')
  .map((family) => family.trim().split(' '));

const others = new Map<string, Set<string>>();
for (const family of families) {
  for (const word of family) {
    const known = others.get(word) ?? new Set();
    for (const other of family) if (other !== word) known.add(other);
    others.set(word, known);
  }
}

/** True for two different words of one family, in lower case: `before` and `after`. */
export const areRivals = (a: string, b: string): boolean => others.get(a)?.has(b) ?? false;
