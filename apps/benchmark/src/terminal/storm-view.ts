import type { Bounds } from '../storm/bounds.ts';
import type { Sample } from '../storm/sample.ts';
export const createStormView = (documents: number) => ({
  update: (s: Sample, _b: Bounds) => {
    process.stderr.write(`${documents} ${JSON.stringify({ ...s, memory: 0, startedAt: 0 })}\n`);
  },
  end: () => {},
});
