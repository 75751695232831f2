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

/** How long a breaker between here and the model is waited for: it tries again every four seconds at the latest. */
const patienceMs = 15 * SECOND;

/**
 * Asks the gateway which model its stack calls; `isSmall` only where that can be told. An answer that names a time
 * to come again (`Retry-After`: a breaker is open since the model failed) is taken at its word. Throws
 * `service.unavailable` where the gateway does not answer.
 */
export const askForModel = async (gatewayUrl: string, key: string | undefined): Promise<CalledModel> => {
  const until = performance.now() + patienceMs;
  for (;;) {
    const { retryAfterMs, ...model } = await askOnce(gatewayUrl, key);
    if (retryAfterMs === undefined || performance.now() + retryAfterMs > until) return model;
    await new Promise((resolve) => setTimeout(resolve, retryAfterMs));
  }
};

const askOnce = async (
  gatewayUrl: string,
  key: string | undefined,
): Promise<CalledModel & { retryAfterMs: number | undefined }> => {
  const response = await fetch(new URL('/v1/models', gatewayUrl), {
    headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    signal: AbortSignal.timeout(10 * SECOND),
  }).catch((thrown) => {
    throw new Failure('service.unavailable', { cause: thrown, details: { service: 'gateway' } });
  });
  const listing: unknown = await response.json().catch(() => undefined);
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return {
    isSmall: response.ok && isSmallModel(listing),
    status: response.status,
    retryAfterMs: response.status >= 500 && seconds >= 0 ? Math.max(seconds, 1) * SECOND : undefined,
  };
};

/** Throws `storm.real_model` where the stack calls another model than the small one: a storm's calls may cost money. */
export const demandSmallModel = async (gatewayUrl: string, key: string | undefined): Promise<void> => {
  const { isSmall, status } = await askForModel(gatewayUrl, key);
  if (!isSmall) throw new Failure('storm.real_model', { details: { status } });
};
