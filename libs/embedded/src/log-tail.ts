import { open } from 'node:fs/promises';

const TAIL_BYTES = 8192;

/** The last lines that were written to a log after byte `from`; empty where there is none. */
export const logTail = async (path: string, { lines = 20, from = 0 } = {}): Promise<string[]> => {
  const file = await open(path, 'r').catch(() => undefined);
  if (file === undefined) return [];
  try {
    const { size } = await file.stat();
    const start = Math.max(from, size - TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.max(0, size - start)), {
      position: start,
    });
    return buffer.subarray(0, bytesRead).toString('utf8').trimEnd().split('\n').slice(-lines).filter(Boolean);
  } finally {
    await file.close();
  }
};
