import { Failure } from '@rollcall/failures';

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Text from UTF-8, without its byte order mark. Throws `ingest.unreadable`. */
export const decode = (bytes: Uint8Array): string => {
  try {
    return decoder.decode(bytes);
  } catch (thrown) {
    throw notUtf8(thrown);
  }
};

/** Text from UTF-8 in chunks, without its byte order mark. Throws `ingest.unreadable`. */
export async function* decodeChunks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const streaming = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of chunks) yield streaming.decode(chunk, { stream: true });
    yield streaming.decode();
  } catch (thrown) {
    throw thrown instanceof Failure ? thrown : notUtf8(thrown);
  }
}

const notUtf8 = (thrown: unknown): Failure =>
  new Failure('ingest.unreadable', { cause: thrown, details: { rule: 'text in UTF-8' } });
