import { Failure, originOf } from '@rollcall/failures';
import type { Slot } from '@rollcall/postgres';

/** Giving slots back must not keep a stopping process: what is not given back expires. */
const leaveWithinMs = 2000;

/** Gives a replica's slots back. Resolves in bounded time, and never throws. */
export const leaveFleet = async (slots: readonly Slot[]): Promise<void> => {
  const late = new Promise<void>((resolve) => {
    setTimeout(resolve, leaveWithinMs).unref();
  });
  await Promise.race([Promise.allSettled(slots.map((slot) => slot.release())), late]);
};

/**
 * Why a service could not start: where Postgres had no connection left for it (SQLSTATE 53300, for its role or
 * for anybody) its place is taken, which is `budget.no_slot`; every other failure as it is.
 */
export const refusalOf = (thrown: unknown, service: string): unknown => {
  if (originOf(thrown).sqlstate !== '53300') return thrown;
  const problem = `${service}: Postgres has no connection left for this replica's role, or for anybody`;
  return new Failure('budget.no_slot', { cause: thrown, details: { service, problems: [problem] } });
};
