import type { Response } from 'express';

/** Aborted when the caller has gone, or has its answer. */
export const untilClosed = (response: Response): AbortSignal => {
  const closed = new AbortController();
  if (response.destroyed) closed.abort();
  response.once('close', () => closed.abort());
  return closed.signal;
};
