import { grammarOf } from './grammar.ts';
import { readMatch, type VaultEntry } from './placeholder.ts';
import { indexEntries } from './restore.ts';

/** Puts values back into a text that arrives in pieces. */
export type Restorer = {
  /** Takes the next piece and answers what is final now; bytes are UTF-8, cut anywhere. */
  push(piece: string | Uint8Array): string;
  /** Answers what was held back. Nothing may be pushed afterwards. */
  end(): string;
  /** Placeholders so far that no value belongs to. */
  unknown(): number;
};

/** What a look-behind may need of the text that was given out already: one character of up to two units. */
const kept = 2;

/**
 * A restorer for one answer. What it gives out, put together, is what `restore` makes of the whole text,
 * however it is cut. It holds back only an end that may become a placeholder of one of the entries' types, some
 * 120 units at most, and never half of a surrogate pair; the rest goes out at once.
 */
export const createRestorer = (entries: readonly VaultEntry[]): Restorer => {
  const { entryOf, types } = indexEntries(entries);
  const grammar = grammarOf(types);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let text = '';
  let from = 0;
  let unknown = 0;

  /** Gives out what stands before `final` and what begins before it. */
  const giveOut = (upTo: (from: number) => number, readable: string): string => {
    const out: string[] = [];
    let final = upTo(from);
    for (;;) {
      // Looked for once: it only moves where a match took the place along.
      if (final < from) final = upTo(from);
      grammar.find.lastIndex = from;
      const match = grammar.find.exec(readable);
      if (match === null || match.index >= final) {
        out.push(readable.slice(from, final));
        from = final;
        break;
      }
      const { start, end, placeholder, suffix } = readMatch(match, grammar, entryOf);
      const entry = entryOf(placeholder);
      if (entry === undefined) unknown += 1;
      out.push(readable.slice(from, start), entry ? entry.original + suffix : readable.slice(start, end));
      from = end;
      // What a match leaves of itself (a bracket of the document's own) is searched no more.
      const matched = match.index + match[0].length;
      out.push(readable.slice(from, matched));
      from = matched;
    }
    const dropped = Math.max(0, from - kept);
    text = text.slice(dropped);
    from -= dropped;
    return out.join('');
  };

  return {
    push: (piece) => {
      text += typeof piece === 'string' ? piece : decoder.decode(piece, { stream: true });
      const readable = endsInHalf(text) ? text.slice(0, -1) : text;
      return giveOut((at) => {
        grammar.open.lastIndex = at;
        return grammar.open.exec(readable)?.index ?? readable.length;
      }, readable);
    },
    end: () => {
      text += decoder.decode();
      return giveOut(() => text.length, text);
    },
    unknown: () => unknown,
  };
};

/** True for a text whose last unit is the first half of a pair. */
const endsInHalf = (text: string): boolean => /[\ud800-\udbff]$/.test(text);
