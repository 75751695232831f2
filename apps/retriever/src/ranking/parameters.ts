/**
 * The formula's numbers: one set for every collection and language. `docs/retrieval.md` defines the formula and shows
 * what each part brings. The numbers marked "ours" stand on a plateau: half or twice of any of them costs none of the
 * four test collections more than 0.013 nDCG@10.
 */
export const parameters = {
  /**
   * How slowly a repeated lexeme stops counting. The usual value (Robertson and Zaragoza, "The Probabilistic
   * Relevance Framework: BM25 and Beyond", 2009, section 3.5: 1.2 to 2).
   */
  k1: 1.2,
  title: {
    /** A match in the title counts as this many in the body (section 3.6 there). */
    weight: 2,
    /** How much a long title dilutes its matches, 0 to 1. */
    b: 0.5,
  },
  body: {
    weight: 1,
    /** How much a long passage dilutes its matches, 0 to 1. The usual value (section 3.5 there: 0.5 to 0.8). */
    b: 0.75,
  },

  /** Passages of the first ranking that get the second look; everything below belongs to that. */
  candidates: 100,

  proximity: {
    /** Positions within which matches count as near each other: about a sentence. Ours; 10 to 30 do as well. */
    window: 15,
    /** What a match counts whose word is not the question's own, as one in its own form counts 1. Ours. */
    otherForm: 0.5,
    /** How much of the window's idf sum is added to the score. Ours. */
    share: 0.5,
  },
  pairs: {
    /** Positions from one of the question's lexemes to the next within which they are a pair: up to 3 stop words between. */
    distance: 4,
    /** How much of the larger idf of the two is added where the passage has the pair at the same distance. Ours. */
    share: 0.4,
  },
  /** How much of the BM25F score of the words in the question's own form is added. Ours. */
  exact: { share: 0.2 },
  feedback: {
    /** Passages that are taken for relevant: the usual 10 (Lavrenko and Croft, "Relevance-Based Language Models", 2001). */
    passages: 10,
    /** Lexemes taken from them: 20 to 40 are usual. At most 32: which of them a passage has is kept in as many bits. */
    lexemes: 20,
    /** How fast a passage's say falls with its score: its share of the best one's, to this power. Ours. */
    trust: 4,
    /** How much of the question's idf sum is added to a passage that has all of these lexemes. Ours. */
    share: 0.8,
  },
} as const;
