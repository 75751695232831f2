import { bodyShare, titleShare } from '../ranking/bm25f.ts';
import type { Asked, Occurrences } from '../ranking/occurrences.ts';
import { type Look, lookAgain } from '../ranking/second-look.ts';
import { byTie, type FirstLook, type Found } from './first-look.ts';
import { scanTokens } from './token-stream.ts';

/** A passage with its final score. */
export type Scored = Found & { look: Look };

/**
 * For a form id: 0 where the question does not have its lexeme, else that lexeme's index * 2 + 1, and one more where
 * the question has the form's own word. All 0 between questions; one question at a time uses it.
 */
let codes = new Uint16Array(0);

/** The second look at the first ranking's best: all of them by their final scores, best first; ties as in the first. */
export const lookTwice = ({ terms, idf, statistics, found }: FirstLook): Scored[] => {
  const forms = terms.flatMap((term) => term.forms.map(Math.abs));
  const highest = Math.max(0, ...forms);
  if (codes.length <= highest) codes = new Uint16Array(highest + 1);
  for (const [index, term] of terms.entries()) {
    for (const form of term.forms) codes[Math.abs(form)] = index * 2 + (form > 0 ? 2 : 1);
  }
  const asked: Asked = { idf, times: Float64Array.from(terms, ({ times }) => times) };
  const averageTitle = statistics.titleLexemes / statistics.passages;
  const averageBody = statistics.bodyLexemes / statistics.passages;
  const scored = found.map((passage) => {
    const { title, body } = readOccurrences(passage);
    const look = lookAgain(asked, {
      score: passage.score,
      title,
      body,
      titleShare: titleShare(passage.titleLength, averageTitle),
      bodyShare: bodyShare(passage.bodyLength, averageBody),
    });
    return { ...passage, look };
  });
  for (const form of forms) codes[form] = 0;
  return scored.sort((a, b) => b.look.total - a.look.total || byTie(a, b));
};

/** Filled anew for each passage. */
const inTitle = emptyOccurrences();
const inBody = emptyOccurrences();

const readOccurrences = ({ tokens }: Found): { title: Occurrences; body: Occurrences } => {
  inTitle.count = 0;
  inBody.count = 0;
  scanTokens(tokens.bytes, tokens.from, tokens.to, (form, position, isTitle) => {
    const code = form < codes.length ? (codes[form] as number) : 0;
    if (code === 0) return;
    const field = isTitle ? inTitle : inBody;
    if (field.count === field.positions.length) grow(field);
    field.positions[field.count] = position;
    field.lexemes[field.count] = (code - 1) >>> 1;
    field.exact[field.count] = (code - 1) & 1;
    field.count += 1;
  });
  return { title: inTitle, body: inBody };
};

function emptyOccurrences(): Occurrences {
  return { count: 0, positions: new Int32Array(64), lexemes: new Int32Array(64), exact: new Uint8Array(64) };
}

const grow = (field: Occurrences): void => {
  const wider = <T extends Int32Array | Uint8Array>(values: T, into: T): T => {
    into.set(values);
    return into;
  };
  const length = field.positions.length * 2;
  field.positions = wider(field.positions, new Int32Array(length));
  field.lexemes = wider(field.lexemes, new Int32Array(length));
  field.exact = wider(field.exact, new Uint8Array(length));
};
