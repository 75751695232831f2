/** How much work is left for a request: one for each thread of an expression at each character. */
export type Work = { left: number };

/** Thrown when the work is used up. */
export class WorkExceeded extends Error {}

/** Takes steps off the work that is left. Throws `WorkExceeded` where there is not enough. */
export const spend = (work: Work, steps: number): void => {
  work.left -= steps;
  if (work.left < 0) throw new WorkExceeded();
};
