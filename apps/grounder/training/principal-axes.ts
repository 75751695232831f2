/** The directions in which vectors differ most, orthonormal, the widest first. */
export const principalAxes = (vectors: readonly Float64Array[], width: number): Float64Array[] => {
  const covariance = Array.from({ length: width }, () => new Float64Array(width));
  for (const vector of vectors) {
    for (let at = 0; at < width; at += 1) {
      const into = covariance[at]!;
      for (let other = 0; other < width; other += 1) into[other]! += vector[at]! * vector[other]!;
    }
  }
  const { values, vectors: axes } = eigen(covariance);
  return values
    .map((value, at) => ({ value, at }))
    .sort((a, b) => b.value - a.value)
    .map(({ at }) => Float64Array.from(axes, (row) => row[at]!));
};

/** Eigenvalues and eigenvectors (as columns) of a symmetric matrix, by Jacobi's rotations. */
const eigen = (matrix: readonly Float64Array[]): { values: number[]; vectors: Float64Array[] } => {
  const rows = matrix.map((row) => Float64Array.from(row));
  const size = rows.length;
  const vectors = rows.map((_, at) =>
    Float64Array.from({ length: size }, (__, other) => (at === other ? 1 : 0)),
  );
  for (let sweep = 0; sweep < 30; sweep += 1) {
    let turned = 0;
    for (let p = 0; p < size; p += 1) {
      for (let q = p + 1; q < size; q += 1) {
        const scale = Math.sqrt(Math.abs(rows[p]![p]! * rows[q]![q]!));
        if (Math.abs(rows[p]![q]!) <= 1e-12 * scale) continue;
        turned += 1;
        rotate(rows, vectors, p, q);
      }
    }
    if (turned === 0) break;
  }
  return { values: rows.map((row, at) => row[at]!), vectors };
};

const rotate = (rows: Float64Array[], vectors: Float64Array[], p: number, q: number): void => {
  const theta = (rows[q]![q]! - rows[p]![p]!) / (2 * rows[p]![q]!);
  const tangent = Math.sign(theta || 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  const sine = tangent * cosine;
  const turn = (a: Float64Array): void => {
    const [ap, aq] = [a[p]!, a[q]!];
    a[p] = cosine * ap - sine * aq;
    a[q] = sine * ap + cosine * aq;
  };
  for (const row of rows) turn(row);
  const [rowP, rowQ] = [Float64Array.from(rows[p]!), Float64Array.from(rows[q]!)];
  for (let at = 0; at < rows.length; at += 1) {
    rows[p]![at] = cosine * rowP[at]! - sine * rowQ[at]!;
    rows[q]![at] = sine * rowP[at]! + cosine * rowQ[at]!;
  }
  for (const row of vectors) turn(row);
};
