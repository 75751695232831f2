import { testBackends } from '@rollcall/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { carryOut } from '../src/carry-out.ts';
import { faultsOn } from '../src/faults.ts';
import { openSite, type Site } from '../src/site.ts';

/** One of each kind; the whole suite is `npm run faults`. */
const chosen = ['kill-redactor', 'postgres-connections-cut', 'redis-killed', 'model-empty-200', 'jobs-twice'];

describe.each(testBackends())('with the queue on $name', ({ name: backend }) => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite(backend);
  });
  afterAll(() => site.close());

  const faults = faultsOn(backend).filter(({ name }) => chosen.includes(name));
  it.each(faults.map((fault) => [fault.name, fault] as const))(
    '%s loses no document',
    async (_name, fault) => {
      const { findings, answered } = await carryOut(fault, site);
      expect(findings).toEqual([]);
      expect(answered).toBeGreaterThanOrEqual(fault.expect.answered);
    },
  );
});
