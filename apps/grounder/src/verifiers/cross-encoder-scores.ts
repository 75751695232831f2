/** What classifiers call the class of a claim that its premise bears out. */
const usual =
  /^(?:entailment|entailed|entails|supported|supports|consistent|grounded|faithful|attributable)$/i;

/**
 * Which column of a classifier's logits says that the premise bears the claim out: 0 for a model of one column,
 * undefined where none has that name.
 */
export const supportColumn = (
  id2label: Readonly<Record<string, string>>,
  label: string | undefined,
): number | undefined => {
  const columns = Object.entries(id2label);
  if (columns.length === 1 && label === undefined) return 0;
  const found = columns.find(([, name]) => (label === undefined ? usual.test(name) : name === label));
  return found === undefined ? undefined : Number(found[0]);
};

/** The probabilities of one column of logits, row by row: the sigmoid of a single one, else the softmax. */
export const probabilities = (
  logits: ArrayLike<number>,
  { rows, columns, column }: { rows: number; columns: number; column: number },
): number[] =>
  Array.from({ length: rows }, (_, row) => {
    const own = Array.from({ length: columns }, (_, at) => logits[row * columns + at] ?? Number.NaN);
    if (columns === 1) return 1 / (1 + Math.exp(-own[0]!));
    const most = Math.max(...own);
    const powers = own.map((logit) => Math.exp(logit - most));
    return powers[column]! / powers.reduce((sum, power) => sum + power, 0);
  });
