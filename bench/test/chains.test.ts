import { createTestDatabase, testBackends } from '@rollcall/testing';
import { describe, expect, it } from 'vitest';
import { measureBareChain } from '../bare-chain.ts';
import { measureEmptyStages } from '../empty-stages.ts';
import type { Place } from '../servers.ts';

describe.each(testBackends())('with the queue on $name', (backend) => {
  it.each([
    ['the bare chain', measureBareChain],
    ['the chain of empty stages', measureEmptyStages],
  ])('%s lets every document out once', async (_name, measure) => {
    const database = await createTestDatabase();
    const { url, prefix } = backend.queue(database.url);
    const place: Place = {
      backend: backend.name,
      databaseUrl: database.url,
      queueUrl: url,
      prefix,
      servers: {},
      leave: database.drop,
    };
    const measured = await measure(place, { documents: 10, warmUp: 5 }).finally(place.leave);
    expect(measured).toMatchObject({ documents: 10, completed: 10 });
    expect(measured.seconds).toBeGreaterThan(0);
  });
});
