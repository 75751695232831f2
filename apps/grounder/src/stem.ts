/** Irregular forms of common verbs and nouns, to the form that the rules below make of the plain one. */
const irregular = new Map(
  `began:begin begun:begin became:become brought:bring built:build bought:buy caught:catch chose:choose
  chosen:choose children:child came:come cost:cost drew:draw drawn:draw drove:drive driven:drive ate:eat
  eaten:eat fell:fall fallen:fall fought:fight flew:fly flown:fly forgot:forget gave:give given:give went:go
  gone:go grew:grow grown:grow held:hold kept:keep knew:know known:know led:lead left:leave lost:lose
  made:make meant:mean men:man met:meet news:news paid:pay ran:run rose:rise risen:rise sang:sing sung:sing sold:sell
  sent:send spent:spend spoke:speak spoken:speak stood:stand taught:teach took:take taken:take thought:think
  threw:throw thrown:throw told:tell understood:understand women:woman won:win wore:wear worn:wear
  wrote:write written:write`
    .split(/\s+/)
    .map((pair) => pair.split(':') as [string, string]),
);

const hasVowel = (word: string): boolean => /[aeiouy]/.test(word);

/** Endings are taken off where at least this many letters with a vowel stay. */
const cut = (word: string, ending: string, stays: number): string | undefined => {
  if (!word.endsWith(ending)) return undefined;
  const rest = word.slice(0, -ending.length);
  return rest.length >= stays && hasVowel(rest) ? rest : undefined;
};

const undouble = (word: string): string => (/([bdfgmnprt])\1$/.test(word) ? word.slice(0, -1) : word);

const singular = (word: string): string => {
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:ss|x|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return /[^suai]s$/.test(word) ? word.slice(0, -1) : word;
};

const withoutVerbEnding = (word: string): string => {
  if (word.endsWith('ied') && word.length > 4) return `${word.slice(0, -3)}y`;
  const rest = cut(word, 'ing', 3) ?? cut(word, 'ed', 3);
  return rest === undefined ? word : undouble(rest);
};

const withoutNounEnding = (word: string): string =>
  cut(word, 'ness', 4) ?? cut(word, 'ment', 4) ?? cut(word, 'ly', 4) ?? withoutIon(word);

const withoutIon = (word: string): string =>
  /[st]ion$/.test(word) && word.length > 6 ? word.slice(0, -3) : word;

/**
 * A light English stem of a lower-case word: plural, -ed, -ing, -ly, -ment, -ness, -ion and a last -e go.
 * It only has to make the forms of one word equal; the result need not be a word. In the spirit of step 1
 * of Porter's algorithm (1980), without its derivational steps, which join words of other meanings.
 */
export const stem = (word: string): string => {
  if (word.length <= 3 || !/^[a-z]+$/.test(word)) return word;
  const plain = irregular.get(word) ?? singular(word);
  const bare = withoutNounEnding(withoutVerbEnding(plain));
  if (bare.length > 3 && bare.endsWith('e')) return bare.slice(0, -1);
  return bare.length > 3 && bare.endsWith('y') ? `${bare.slice(0, -1)}i` : bare;
};
