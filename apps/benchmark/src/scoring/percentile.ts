/** The `p`-th percentile (0 to 100) by the nearest rank; null for no values. */
export const percentile = (values: number[], p: number): number | null => {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.ceil((p / 100) * sorted.length);
  return sorted[Math.max(0, rank - 1)] ?? null;
};

/** The arithmetic mean; null for no values. */
export const mean = (values: number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

export const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
