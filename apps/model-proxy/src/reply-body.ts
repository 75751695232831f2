import type { z } from 'zod';
import { upstreamFailure } from './upstream-failure.ts';

/** True for an answer of server-sent events. */
export const isEventStream = (response: Response): boolean =>
  (response.headers.get('content-type') ?? '').includes('text/event-stream');

/**
 * A JSON answer by schema. Throws `model.empty_response` for a body with nothing in it, and
 * `model.bad_response` for what is no JSON, has another shape or is over `maxBytes`.
 */
export const readJson = async <S extends z.ZodType>(
  response: Response,
  schema: S,
  maxBytes: number,
): Promise<z.infer<S>> => {
  const text = await readText(response, maxBytes);
  if (text.trim() === '') throw upstreamFailure('model.empty_response', statusOf(response));
  return bySchema(schema, jsonOf(text, response), response);
};

/** A value by schema. Throws `model.bad_response`. */
export const bySchema = <S extends z.ZodType>(schema: S, value: unknown, response: Response): z.infer<S> => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw upstreamFailure('model.bad_response', statusOf(response));
};

export const statusOf = (response: Response) => ({ details: { upstreamStatus: response.status } });

const jsonOf = (text: string, response: Response): unknown => {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw upstreamFailure('model.bad_response', { ...statusOf(response), cause: thrown });
  }
};

const readText = async (response: Response, maxBytes: number): Promise<string> => {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    if (size > maxBytes) throw upstreamFailure('model.bad_response', statusOf(response));
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
};
