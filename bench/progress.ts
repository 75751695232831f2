/** Says what a bench is at. */
export type Progress = {
  say(text: string): void;
  /** Takes the last line away. */
  done(): void;
};

/** On a terminal one line that is written over; elsewhere a line for each. */
export const progressOn = (stream: {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}): Progress => {
  if (!stream.isTTY) return { say: (text) => void stream.write(`${text}\n`), done: () => {} };
  const erase = '\r\x1b[K';
  return {
    say: (text) => void stream.write(`${erase}${text.slice(0, (stream.columns ?? 80) - 1)}`),
    done: () => void stream.write(erase),
  };
};
