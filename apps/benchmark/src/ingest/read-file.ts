import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Failure } from '@rollcall/failures';
import type { Meter } from './source.ts';

/** RFC 1952, 2.3.1. */
const gzipMagic = [0x1f, 0x8b];
const chunkBytes = 256 * 1024;

/**
 * A file's bytes as they are taken, uncompressed where they are gzip (whatever the name says). Throws
 * `dataset.not_found`, and `ingest.unreadable` for gzip that is broken or ends too early.
 */
export async function* readFile(path: string, meter: Meter): AsyncGenerator<Buffer> {
  if (!(await isGzip(path))) {
    yield* readRaw(path, meter);
    return;
  }
  const unzipped = createGunzip({ chunkSize: chunkBytes });
  // Its failure is the failure of whoever reads `unzipped`, too.
  pipeline(Readable.from(readRaw(path, meter)), unzipped).catch(() => {});
  try {
    yield* unzipped as AsyncIterable<Buffer>;
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    throw new Failure('ingest.unreadable', { cause: thrown, details: { rule: 'gzip that is whole' } });
  }
}

async function* readRaw(path: string, meter: Meter): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes })) {
      meter.read += (chunk as Buffer).length;
      yield chunk as Buffer;
    }
  } catch (thrown) {
    throw unreadable(thrown);
  }
}

const isGzip = async (path: string): Promise<boolean> => {
  const file = await open(path).catch((thrown) => {
    throw unreadable(thrown);
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && gzipMagic.every((byte, index) => buffer[index] === byte);
  } catch (thrown) {
    throw unreadable(thrown);
  } finally {
    await file.close();
  }
};

const unreadable = (thrown: unknown): Failure => new Failure('dataset.not_found', { cause: thrown });
