export const weights: Readonly<Record<string, number>> = {};
