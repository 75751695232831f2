/** What decides which of the tagger's guesses count, besides the least score. */
export type NameSettings = {
  /**
   * How much likelier the tagger takes a word to be part of a name than its training says (natural logarithm): an
   * overlooked name costs more than a masked word. What it finds for that reason alone has a low probability.
   */
  leaning: number;
  /** A name this likely makes a text one that has names. */
  sure: number;
  /** The share of their probability that scores keep elsewhere: where not even the surest is likely, most often there is none. */
  withoutSureName: number;
};

/** What decides whether names in the parts of a document are one person's. */
export type DocumentSettings = {
  /** A full name from this score on says what its parts are elsewhere in the document. */
  sure: number;
  /** A place or an organisation this sure stays one, whoever has the same name. */
  surer: number;
};

/** Chosen by cross-validation on the training side; `training/tune.ts` makes the figures again. */
export const nameSettings: NameSettings = { leaning: 0.7, sure: 0.7, withoutSureName: 0.5 };

/** Set by hand: no set but the casebook has documents of several parts. */
export const documentSettings: DocumentSettings = { sure: 0.7, surer: 0.9 };
