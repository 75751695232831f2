/** One row to learn from. */
export type Example = {
  /** Feature values, finite, in the model's order. */
  row: readonly number[];
  /** 1 for the class whose probability the model gives. */
  label: 0 | 1;
  /** What the row counts in the loss, above 0. */
  weight: number;
};
