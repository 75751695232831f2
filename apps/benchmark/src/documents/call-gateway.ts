import { Failure, fromRecord } from '@rollcall/failures';
import { z } from 'zod';
import type { Gateway } from '../session.ts';

const SECOND = 1000;
const longestMs = 300 * SECOND;

const refusal = z.object({ error: z.object({ code: z.string() }) });

/**
 * A call of the gateway's documents API, its answer read by a schema. Throws what the gateway answers,
 * `service.unavailable` where it does not, and `ingest.refused` for an answer that is none.
 */
export const callGateway = async <S extends z.ZodType>(
  { gatewayUrl, key }: Gateway,
  { method, path, answer }: { method: 'GET' | 'DELETE'; path: string; answer: S },
): Promise<z.infer<S>> => {
  const response = await fetch(new URL(path, gatewayUrl), {
    method,
    headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    signal: AbortSignal.timeout(longestMs),
  }).catch((thrown) => {
    throw new Failure('service.unavailable', { cause: thrown, details: { service: 'gateway' } });
  });
  const body: unknown = await response.json().catch(() => undefined);
  const read = answer.safeParse(body);
  if (response.ok && read.success) return read.data;
  const refused = refusal.safeParse(body);
  if (!response.ok && refused.success) throw fromRecord(refused.data.error);
  throw new Failure('ingest.refused', { details: { status: response.status } });
};
