import { Failure, type FailureCode, fromRecord } from '@rollcall/failures';
import { z } from 'zod';
import type { Gateway } from '../session.ts';

const SECOND = 1000;
const longestMs = 300 * SECOND;

const refusal = z.object({ error: z.object({ code: z.string() }) });

type Call<S extends z.ZodType> = {
  method: 'GET' | 'DELETE' | 'POST';
  path: string;
  /** Sent as JSON. */
  body?: object;
  answer: S;
  /** The code of an answer that is none; default `ingest.refused`. */
  refused?: FailureCode;
};

/**
 * A call of the gateway's documents API, its answer read by a schema. Throws what the gateway answers,
 * `service.unavailable` where it does not, and `refused` for an answer that is none.
 */
export const callGateway = async <S extends z.ZodType>(
  { gatewayUrl, key }: Gateway,
  { method, path, body: given, answer, refused: refusedCode = 'ingest.refused' }: Call<S>,
): Promise<z.infer<S>> => {
  const response = await fetch(new URL(path, gatewayUrl), {
    method,
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(given === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(given === undefined ? {} : { body: JSON.stringify(given) }),
    signal: AbortSignal.timeout(longestMs),
  }).catch((thrown) => {
    throw new Failure('service.unavailable', { cause: thrown, details: { service: 'gateway' } });
  });
  const body: unknown = await response.json().catch(() => undefined);
  const read = answer.safeParse(body);
  if (response.ok && read.success) return read.data;
  const refused = refusal.safeParse(body);
  if (!response.ok && refused.success) throw fromRecord(refused.data.error);
  throw new Failure(refusedCode, { details: { status: response.status } });
};
