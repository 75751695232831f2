/** What the second look sees of a passage that the first ranking put among the best. */
export type Candidate = {
  /** The first ranking's score, in units. */
  score: number;
  /** The words of the title and of the body by position, as their ids; -1 where a position has none. */
  title: Int32Array;
  body: Int32Array;
  /** `titleShare` and `bodyShare` of the passage. */
  titleShare: number;
  bodyShare: number;
};
