import { asFailure } from '@rollcall/failures';
import { discardJobs } from '@rollcall/ledger';
import type { Session } from '../session.ts';

/**
 * Removes the waiting jobs of the epochs that rows had before they were opened again: a call for such a job
 * would be paid and its answer counted as late. A queue that is away keeps them, which costs no more than that.
 */
export const discardOutdated = async (
  { queue }: Pick<Session, 'queue'>,
  rows: { rowId: string; epoch: number }[],
): Promise<void> => {
  await discardJobs(queue, rows, 0).catch((thrown) => {
    if (!asFailure(thrown).retryable) throw thrown;
  });
};
