const levels = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/**
 * Values as a line of blocks, at most `width` columns; the highest block is `top`. Where there are more values
 * than columns each column shows the highest of its share: a short peak must not vanish. Pure.
 */
export const sparkline = (values: number[], top: number, width: number): string => {
  const columns = Math.min(width, values.length);
  return Array.from({ length: columns }, (_, column) => {
    const from = Math.floor((column * values.length) / columns);
    const to = Math.floor(((column + 1) * values.length) / columns);
    const highest = Math.max(...values.slice(from, to));
    if (highest <= 0 || top <= 0) return levels[0];
    const level = Math.ceil((Math.min(highest, top) / top) * (levels.length - 1));
    return levels[level];
  }).join('');
};
