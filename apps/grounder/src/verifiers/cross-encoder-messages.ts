/** What the worker is started with. */
export type EncoderSetting = {
  /** A folder, or the name of a model that the package downloads. */
  model: string;
  /** Precision of the weights: `fp32`, `fp16`, `q8`, `q4`. */
  dtype: string;
  /** The label whose probability is the score; where undefined, `entailment` or another usual name of it. */
  label: string | undefined;
  /** The package that is imported. */
  module: string;
};

/** A premise and what it is to bear out. */
export type Pair = { premise: string; hypothesis: string };

export type ToWorker = { id: number; pairs: readonly Pair[] };

/** `problem` is one of ours, never the package's text, which may quote what it was given. */
export type FromWorker =
  | { kind: 'ready' }
  | { kind: 'refused'; code: 'encoder.not_installed' | 'encoder.unusable'; problem: string }
  | { kind: 'scored'; id: number; scores: number[] }
  | { kind: 'failed'; id: number };
