import type { z } from 'zod';
import { bySchema, statusOf } from './reply-body.ts';
import { chunk } from './reply-shapes.ts';
import { upstreamFailure } from './upstream-failure.ts';

/**
 * The chunks of a streamed completion, up to `[DONE]` or the end. Not read by openai's own `Stream`,
 * which ends quietly when its request is aborted, reads without a bound, and passes on any JSON.
 *
 * Throws `model.server_error` for an error event, `model.bad_response` for an event of another shape or
 * more than `maxBytes`, and what `fetch` throws when the connection breaks.
 */
export async function* readChunks(
  response: Response,
  maxBytes: number,
): AsyncGenerator<z.infer<typeof chunk>> {
  for await (const data of readEvents(response, maxBytes)) {
    if (data === '[DONE]') return;
    const event = parse(data, response);
    if (isError(event)) throw upstreamFailure('model.server_error', statusOf(response));
    yield bySchema(chunk, event, response);
  }
}

const parse = (data: string, response: Response): unknown => {
  try {
    return JSON.parse(data);
  } catch (thrown) {
    throw upstreamFailure('model.bad_response', { ...statusOf(response), cause: thrown });
  }
};

const isError = (event: unknown): boolean =>
  typeof event === 'object' && event !== null && 'error' in event && event.error !== null;

/** The data of each event (WHATWG HTML, section 9.2.6). An event that the end cuts off is dropped, as there. */
async function* readEvents(response: Response, maxBytes: number): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  let data: string[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    if (size > maxBytes) throw upstreamFailure('model.bad_response', statusOf(response));
    const lines = (rest + decoder.decode(part, { stream: true })).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('data:')) data.push(line.slice(line[5] === ' ' ? 6 : 5));
      if (line === '' && data.length > 0) {
        yield data.join('\n');
        data = [];
      }
    }
  }
}
