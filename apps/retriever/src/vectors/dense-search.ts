/** Vectors of one dimension behind each other; all of them have length one. */
export type Block = { values: Float32Array; rows: number };

/** A row of the searched blocks and its cosine with the question. */
export type Hit = { row: number; score: number };

/**
 * The dot product of a question and the vector that begins at `offset`. Four sums side by side keep four
 * additions in flight; their order is fixed, so that the same vectors always have the same score.
 */
export const dot = (question: Float32Array, values: Float32Array, offset: number): number => {
  const dimensions = question.length;
  const whole = dimensions - (dimensions % 4);
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let at = 0; at < whole; at += 4) {
    const from = offset + at;
    a += question[at]! * values[from]!;
    b += question[at + 1]! * values[from + 1]!;
    c += question[at + 2]! * values[from + 2]!;
    d += question[at + 3]! * values[from + 3]!;
  }
  for (let at = whole; at < dimensions; at += 1) a += question[at]! * values[offset + at]!;
  return a + b + (c + d);
};

/**
 * The best rows of what is offered, in a heap whose root is the worst of them: a row that is no better costs one
 * comparison. Equal scores go by `isBefore`, never by the order in which they were offered.
 */
export const createBest = (most: number, isBefore: (a: number, b: number) => boolean) => {
  const heap: Hit[] = [];
  const isWorse = (a: Hit, b: Hit): boolean =>
    a.score < b.score || (a.score === b.score && isBefore(b.row, a.row));
  const swap = (a: number, b: number): void => {
    [heap[a], heap[b]] = [heap[b]!, heap[a]!];
  };
  const rise = (from: number): void => {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!isWorse(heap[at]!, heap[parent]!)) return;
      swap(at, parent);
      at = parent;
    }
  };
  const sink = (): void => {
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      const right = left + 1;
      let worst = at;
      if (left < heap.length && isWorse(heap[left]!, heap[worst]!)) worst = left;
      if (right < heap.length && isWorse(heap[right]!, heap[worst]!)) worst = right;
      if (worst === at) return;
      swap(at, worst);
      at = worst;
    }
  };
  return {
    offer: (row: number, score: number): void => {
      if (heap.length < most) {
        heap.push({ row, score });
        rise(heap.length - 1);
        return;
      }
      const worst = heap[0];
      if (worst === undefined || score < worst.score || !isWorse(worst, { row, score })) return;
      heap[0] = { row, score };
      sink();
    },
    /** Best first. */
    take: (): Hit[] => heap.toSorted((a, b) => (isWorse(a, b) ? 1 : -1)),
  };
};

export type Best = ReturnType<typeof createBest>;

/** Offers the rows of a block, which begin at row `first` of all; `isAllowed` leaves rows of the block out. */
export const searchBlock = (
  question: Float32Array,
  { values, rows }: Block,
  best: Best,
  { first, isAllowed }: { first: number; isAllowed?: ((row: number) => boolean) | undefined },
): void => {
  for (let row = 0; row < rows; row += 1) {
    if (isAllowed !== undefined && !isAllowed(row)) continue;
    best.offer(first + row, dot(question, values, row * question.length));
  }
};
