/**
 * The formula's numbers: one set for every collection and language. `docs/retrieval.md` defines the formula
 * and shows what each part brings.
 */
export const parameters = {
  /**
   * How slowly a repeated lexeme stops counting. 1.2 is the usual value (Robertson and Zaragoza, "The
   * Probabilistic Relevance Framework: BM25 and Beyond", 2009, section 3.5: 1.2 to 2).
   */
  k1: 1.2,
  title: {
    /** A match in the title counts as this many in the body (BM25F, section 3.6 there). */
    weight: 2,
    /** How much a long title dilutes its matches, 0 to 1. */
    b: 0.5,
  },
  body: {
    weight: 1,
    /** How much a long passage dilutes its matches, 0 to 1 (section 3.5 there: 0.5 to 0.8). */
    b: 0.75,
  },
  /** Passages of the first ranking that get the second look. */
  secondLook: 100,
  /** Positions of a window in which matches count as near each other. */
  window: 15,
  /** Share of the heaviest window's idf sum that is added to a score. */
  proximity: 0.5,
  /** Share of the BM25F score of matches in the question's own form that is added to a score. */
  exact: 0.2,
} as const;
