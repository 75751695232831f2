import type { EntityType } from '../entities.ts';
import type { Finding } from '../recognizers/recognizer.ts';

/** Names of back-ends: labels of metrics, spans, breakers and checks. */
export type BackendName = 'presidio' | 'ner';

/** What a back-end says of itself. */
export type Description = {
  /** Types of ours that it may find. */
  entities: readonly EntityType[];
  /** Its recognizers, each with the back-end's name in front. */
  recognizers: readonly string[];
  /** Changes with everything that changes what it finds and that can be seen from here. */
  identity: string;
};

/** Somebody else who finds personal data, besides our own recognizers. */
export type Backend = {
  name: BackendName;
  /** Texts that it may be asked about at once. */
  places: number;
  /** Throws `redact.backend_*`. */
  describe(signal: AbortSignal): Promise<Description>;
  /**
   * What it finds in one text, in UTF-16 units, every finding inside the text; findings may overlap. Ends within a
   * time of its own. Throws `redact.backend_*`, and `service.draining` where the signal ended it first.
   */
  find(text: string, signal: AbortSignal): Promise<Finding[]>;
  close(): Promise<void>;
};
