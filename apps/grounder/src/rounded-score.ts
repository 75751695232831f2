/** A score as it is told: four digits. */
export const roundedScore = (score: number): number => Math.round(score * 1e4) / 1e4;
