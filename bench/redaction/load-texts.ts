const KB = 1000;

/** Texts of 2 KB: the given ones one after the other, cut between two characters, over and over. */
export const twoKilobytes = (texts: readonly string[], count: number): string[] => {
  const joined = texts.join('\n\n');
  const repeated = joined.repeat(Math.ceil((2 * 2 * KB) / Math.max(1, joined.length)));
  return Array.from({ length: count }, (_, at) => {
    const start = (at * 2 * KB) % Math.max(1, repeated.length - 2 * KB);
    return repeated.slice(start, start + 2 * KB).toWellFormed();
  });
};
