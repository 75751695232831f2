/** How much one ingestion request may hold. Configured; see `config.ts` for units and defaults. */
export type IngestLimits = {
  /** Bytes of one document as JSON; a larger one is refused, the others are not. */
  documentBytes: number;
  /** Documents, good and bad. */
  documents: number;
  /** Bytes of the whole body. */
  bodyBytes: number;
  /** Bytes of a body that is a JSON array: it is held in memory as a whole. */
  arrayBytes: number;
};
