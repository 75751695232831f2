/** Letters of other scripts that look like Latin ones, and brackets that look like `<`, `>`, `[`, `]`, `|`. */
const alike = new Map<string, string>(
  Object.entries({
    a: 'аα',
    b: 'ЬВΒ',
    c: 'сϲС',
    d: 'ԁ',
    e: 'еєЕΕ',
    g: 'ɡ',
    h: 'һНΗ',
    i: 'іıιІΙ',
    j: 'ј',
    k: 'кκКΚ',
    l: 'ӏⅼ',
    m: 'мМΜ',
    n: 'пηΝ',
    o: 'оοО0Ο',
    p: 'рρРΡ',
    q: 'ԛ',
    r: 'гг',
    s: 'ѕЅ',
    t: 'тτТΤ',
    u: 'υս',
    v: 'ѵν',
    w: 'ԝω',
    x: 'хχХΧ',
    y: 'уүУΥ',
    z: 'ᴢΖ',
    '<': '‹〈⟨❮˂',
    '>': '›〉⟩❯˃',
    '[': '【〔⟦',
    ']': '】〕⟧',
    '|': '│∣ǀ',
    '/': '⁄∕╱',
  }).flatMap(([latin, others]) => [...others].map((other) => [other, latin])),
);

/** Characters that nobody sees: zero width, direction, tags. Joiners are seen in scripts that join. */
const unseen = /[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/u;
const joiner = /[\u200c\u200d]/;

/** True for a character that hides in a text of Latin letters; `before` is what stands before it. */
export const isHidden = (sign: string, before: string): boolean =>
  unseen.test(sign) || (joiner.test(sign) && /[ -\u024f]/.test(before));

/** A text as a careless reader sees it, and where each of its units stands in the original. */
export type Folded = { text: string; starts: number[]; ends: number[] };

/**
 * Lower case, compatibility forms and look-alikes written in Latin, hidden characters left out, so that a
 * trick is found in whatever disguise. Offsets lead back to the text as it was.
 */
export const fold = (text: string): Folded => {
  const folded: Folded = { text: '', starts: [], ends: [] };
  let at = 0;
  let before = '';
  for (const sign of text) {
    const end = at + sign.length;
    if (!isHidden(sign, before)) {
      const plain = sign
        .normalize('NFKD')
        .replace(/\p{M}/gu, '')
        .replace(/./gsu, (part) => alike.get(part) ?? alike.get(part.toLowerCase()) ?? part.toLowerCase());
      folded.text += plain;
      for (let unit = 0; unit < plain.length; unit += 1) {
        folded.starts.push(at);
        folded.ends.push(end);
      }
      before = sign;
    }
    at = end;
  }
  return folded;
};

/** A text without the characters that nobody sees. */
export const withoutHidden = (text: string): string => {
  let [shown, before] = ['', ''];
  for (const sign of text) {
    if (isHidden(sign, before)) continue;
    shown += sign;
    before = sign;
  }
  return shown;
};
