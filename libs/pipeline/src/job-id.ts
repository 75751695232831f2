import { type Hop, isHop } from './route.ts';

export type JobKey = { hop: Hop; rowId: string; epoch: number };

/**
 * `<hop>-<row>-<epoch>`: the same work always has the same id, so that a second `add` is ignored, and
 * a row that was opened again (next epoch) is never blocked by its old job.
 */
export const jobId = ({ hop, rowId, epoch }: JobKey): string => `${hop}-${rowId}-${epoch}`;

const form = /^([a-z]+)-([0-9a-f-]{36})-([1-9]\d*)$/;

/** The key behind a job id, or undefined for an id of another form. */
export const parseJobId = (id: string): JobKey | undefined => {
  const [, hop, rowId, epoch] = form.exec(id) ?? [];
  return isHop(hop) && rowId !== undefined ? { hop, rowId, epoch: Number(epoch) } : undefined;
};
