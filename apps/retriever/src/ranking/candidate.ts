/**
 * A field's tokens in reading order: at which position which form stands, in the entries from `from` up to `to` of
 * arrays that all fields share. A stop word has no token; a position may have several. Positions are Postgres', from 1.
 */
export type Tokens = { positions: Int32Array; forms: Int32Array; from: number; to: number };

/** What the second look sees of a passage that the first ranking put among the best. */
export type Candidate = {
  /** The first ranking's score, in units. */
  score: number;
  title: Tokens;
  body: Tokens;
  /** `titleShare` and `bodyShare` of the passage. */
  titleShare: number;
  bodyShare: number;
};
