import type { Database } from '@rollcall/postgres';
import { type RunningService, startService } from '@rollcall/service';
import { createLog } from '@rollcall/telemetry';
import { createMerger } from '../src/index/keep-merged.ts';
import { type RouteDeps, routes } from '../src/routes.ts';
import { findByWords } from '../src/vectors/find.ts';
import { searchInMemory } from './fixtures.ts';

/** The retriever's routes on a free loopback port, ranking in memory; it closes `db` when it is stopped. */
export const serve = (
  db: Database,
  { limits, serviceToken }: Pick<RouteDeps, 'limits'> & Partial<Pick<RouteDeps, 'serviceToken'>>,
): Promise<RunningService> => {
  const merger = createMerger({ db, log: createLog('test') });
  return startService({
    name: 'retriever',
    settings: {
      HOST: '127.0.0.1',
      PORT: 0,
      DRAIN_DEADLINE_MS: 2000,
      ...(serviceToken === undefined ? {} : { ROLLCALL_SERVICE_TOKEN: serviceToken }),
    },
    log: createLog('test'),
    db,
    router: routes({ db, find: findByWords(searchInMemory(db)), merger, serviceToken, limits }),
    background: () => merger.stop,
  });
};
