import { Failure } from '@rollcall/failures';
import { z } from 'zod';

const SECOND = 1000;

const models = z.object({ data: z.array(z.object({ owned_by: z.string().optional() })).min(1) });

/** Whose models the small model says its are. */
const smallModelOwner = 'rollcall';

/** True where every listed model is the small one. Pure. */
export const isSmallModel = (listing: unknown): boolean => {
  const read = models.safeParse(listing);
  return read.success && read.data.data.every(({ owned_by: owner }) => owner === smallModelOwner);
};

export type CalledModel = { isSmall: boolean; status: number };

/**
 * Asks the gateway which model its stack calls; `isSmall` only where that can be told. Throws
 * `service.unavailable` where the gateway does not answer.
 */
export const askForModel = async (gatewayUrl: string, key: string | undefined): Promise<CalledModel> => {
  const response = await fetch(new URL('/v1/models', gatewayUrl), {
    headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    signal: AbortSignal.timeout(10 * SECOND),
  }).catch((thrown) => {
    throw new Failure('service.unavailable', { cause: thrown, details: { service: 'gateway' } });
  });
  const listing: unknown = await response.json().catch(() => undefined);
  return { isSmall: response.ok && isSmallModel(listing), status: response.status };
};

/** Throws `storm.real_model` where the stack calls another model than the small one: a storm's calls may cost money. */
export const demandSmallModel = async (gatewayUrl: string, key: string | undefined): Promise<void> => {
  const { isSmall, status } = await askForModel(gatewayUrl, key);
  if (!isSmall) throw new Failure('storm.real_model', { details: { status } });
};
