/** The parts of the environment that a started process needs: where programs are, and nothing of ours. */
export const inherited = (): Record<string, string> =>
  Object.fromEntries(
    ['PATH', 'HOME', 'TMPDIR', 'LANG'].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** Shifts the clock of a process that loads `skewed-clock.ts`; milliseconds. */
export const clockOffsetMs = (): number => Number(process.env.FAULTS_CLOCK_OFFSET_MS ?? 0);
