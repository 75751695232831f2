import { Failure } from '@rollcall/failures';
import { describe, expect, it } from 'vitest';
import { readItems } from '../src/read-items.ts';

const limits = { documentBytes: 30, bodyBytes: 10_000, arrayBytes: 1000 };

/** The body in chunks of `size` bytes: whatever a network may do to it. */
async function* chunked(body: string | Buffer, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(body);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const read = async (body: string | Buffer, size = 7): Promise<unknown[]> => {
  const found: unknown[] = [];
  for await (const item of readItems(chunked(body, size), limits)) {
    found.push('failure' in item ? `${item.position} ${item.failure.code}` : [item.position, item.value]);
  }
  return found;
};

describe('reading the documents of a request', () => {
  it.each([1, 2, 7, 1000])('reads NDJSON that arrives in chunks of %i bytes', async (size) => {
    const body = '\ufeff{"id":"é"}\r\n\n{"id":"😀"}\n  \n{"id":"c"}';
    expect(await read(body, size)).toEqual([
      [1, { id: 'é' }],
      [2, { id: '😀' }],
      [3, { id: 'c' }],
    ]);
  });

  it('reads an array', async () => {
    expect(await read(' [{"id":"a"},\n {"id":"b"}]\n')).toEqual([
      [1, { id: 'a' }],
      [2, { id: 'b' }],
    ]);
  });

  it('reports a bad line and goes on', async () => {
    const body = Buffer.concat([
      Buffer.from(`{"id":"a"}\nnot json\n{"id":"${'x'.repeat(50)}"}\n`),
      Buffer.from([0xff, 0xfe, 0x0a]),
      Buffer.from('{"id":"b"}\n'),
    ]);
    expect(await read(body)).toEqual([
      [1, { id: 'a' }],
      '2 request.not_json',
      '3 document.too_large',
      '4 request.not_json',
      [5, { id: 'b' }],
    ]);
  });

  it('reports a document of an array that is too large, or nested without end', async () => {
    expect(await read(`[{"id":"${'x'.repeat(50)}"}, {"id":"b"}]`)).toEqual([
      '1 document.too_large',
      [2, { id: 'b' }],
    ]);
    const depth = 200_000;
    const deep = Buffer.from(`[${'['.repeat(depth)}${']'.repeat(depth)}]`);
    const found = [];
    const roomy = { documentBytes: 1e6, bodyBytes: 1e6, arrayBytes: 1e6 };
    for await (const item of readItems(chunked(deep, 65_536), roomy)) found.push('failure' in item);
    expect(found).toEqual([true]);
  });

  it.each([
    ['an array that ends too early', '[{"id":"a"}', 'request.not_json'],
    ['an array over its limit', `[${' '.repeat(1000)}]`, 'request.too_large'],
    ['a body over its limit', '{"id":"a"}\n'.repeat(1000), 'request.too_large'],
  ])('throws for %s', async (_name, body, code) => {
    await expect(read(body)).rejects.toMatchObject({ code });
  });

  it('throws request.incomplete where the connection breaks off', async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield Buffer.from('{"id":"a"}\n{"id":');
      throw new Error('aborted');
    }
    const items = readItems(broken(), limits);
    expect((await items.next()).value).toMatchObject({ position: 1 });
    const failure = await items.next().catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ code: 'request.incomplete' });
  });

  it('takes no more of the body than is asked for', async () => {
    let taken = 0;
    async function* counted(): AsyncGenerator<Buffer> {
      for (let line = 0; line < 100; line += 1) {
        taken += 1;
        yield Buffer.from('{"id":"a"}\n');
      }
    }
    const items = readItems(counted(), limits);
    await items.next();
    await items.next();
    expect(taken).toBe(2);
    await items.return(undefined);
  });
});
