import { setImmediate } from 'node:timers/promises';
import { testBackends } from '@rollcall/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { OneWriteRedis } from '../src/one-write.ts';

const redis = testBackends().find(({ name }) => name === 'redis');

const connect = async (): Promise<OneWriteRedis> => {
  const client = new OneWriteRedis(redis?.queue('').url ?? '', {
    maxRetriesPerRequest: 0,
    retryStrategy: () => 10,
  });
  client.on('error', () => {});
  onTestFinished(() => client.disconnect());
  await client.ping();
  return client;
};

describe.runIf(redis)('a client that writes once a turn', () => {
  it('holds back what is written until the turn ends, and answers each command', async () => {
    const client = await connect();
    const { bytesWritten } = client.stream;
    const echoes = ['a', 'b', 'c'].map((word) => client.echo(word));
    expect(client.stream.writableCorked).toBe(1);
    expect(client.stream.writableLength).toBeGreaterThan(0);
    await setImmediate();
    expect(client.stream.writableCorked).toBe(0);
    expect(client.stream.bytesWritten).toBeGreaterThan(bytesWritten);
    expect(await Promise.all(echoes)).toEqual(['a', 'b', 'c']);
  });

  it('keeps the order of what waits on what, pipelines and transactions among it', async () => {
    const client = await connect();
    const key = `one-write-${process.pid}`;
    onTestFinished(async () => {
      await client.del(key);
    });
    const answers = await Promise.all([
      client.rpush(key, 1),
      client.pipeline().rpush(key, 2).rpush(key, 3).exec(),
      client.multi().rpush(key, 4).lrange(key, 0, -1).exec(),
      client.llen(key),
    ]);
    expect(answers).toEqual([
      1,
      [
        [null, 2],
        [null, 3],
      ],
      [
        [null, 4],
        [null, ['1', '2', '3', '4']],
      ],
      4,
    ]);
  });

  it('tells whoever asked when the connection ends in the same turn, and writes on the next one', async () => {
    const client = await connect();
    const asked = client.echo('lost');
    const before = client.stream;
    before.destroy();
    await expect(asked).rejects.toThrow();
    expect(await client.echo('again')).toBe('again');
    expect(client.stream).not.toBe(before);
  });
});
