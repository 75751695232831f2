/**
 * Where the question's lexemes stand in one field of a passage, in reading order: arrays of which the first
 * `count` entries count, so that a caller can fill the same ones for passage after passage.
 */
export type Occurrences = {
  count: number;
  /** Positions as Postgres' parser counts words, never falling. */
  positions: Int32Array;
  /** Which lexeme of the question: its place in `Asked`. */
  lexemes: Int32Array;
  /** 1 where the word is one of the question in its own form, before stemming. */
  exact: Uint8Array;
};

/** The question, by its distinct lexemes. */
export type Asked = {
  /** idf in units, by lexeme. */
  idf: Float64Array;
  /** How often the question says it, by lexeme. */
  times: Float64Array;
};

/** What the second look sees of a passage. */
export type Candidate = {
  /** The first ranking's score, in units. */
  score: number;
  title: Occurrences;
  body: Occurrences;
  /** `titleShare` and `bodyShare` of the passage. */
  titleShare: number;
  bodyShare: number;
};
