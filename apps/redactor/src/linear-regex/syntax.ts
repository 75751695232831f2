/** What stands at one side of a place in the text. Places lie between characters. */
export type Edge = 'textStart' | 'textEnd' | 'lastLineEnd' | 'lineStart' | 'lineEnd' | 'word' | 'notWord';

/** A regular expression without captures: all that is asked is where a match begins and ends. */
export type Node =
  /** One character of a set; `source` is a class in JavaScript's `v` notation. */
  | { type: 'character'; source: string; ignoreCase: boolean }
  | { type: 'sequence'; items: readonly Node[] }
  /** The earlier item wins. */
  | { type: 'either'; items: readonly Node[] }
  | { type: 'repeat'; item: Node; min: number; max: number; greedy: boolean }
  | { type: 'edge'; edge: Edge }
  /** Looks at what stands beside a place and takes none of it. */
  | { type: 'look'; item: Node; ahead: boolean; negative: boolean };

/** Python's flags, as `re` and `regex` number those that both have. */
export type Flags = { ignoreCase: boolean; multiline: boolean; dotAll: boolean; verbose: boolean };

/** Why an expression is not taken: for whoever wrote it. Never quotes the expression. */
export type Refusal =
  | 'syntax'
  | 'back-reference'
  | 'lookaround without a bound'
  | 'atomic group'
  | 'possessive quantifier'
  | 'conditional group'
  | 'inline flag'
  | 'unknown escape'
  | 'unknown property'
  | 'too large';

/** `at` is the place in the expression, in UTF-16 units; `index` says which of several expressions it is. */
export class RegexRefused extends Error {
  readonly reason: Refusal;
  readonly at: number;
  readonly index: number;

  constructor(reason: Refusal, at: number, index = 0) {
    super(reason);
    this.name = 'RegexRefused';
    this.reason = reason;
    this.at = at;
    this.index = index;
  }
}
