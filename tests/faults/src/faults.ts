import type { Fault } from './fault.ts';
import { jobFaults } from './faults/jobs.ts';
import { modelFaults } from './faults/model.ts';
import { postgresFaults } from './faults/postgres.ts';
import { redisFaults } from './faults/redis.ts';
import { replicaFaults } from './faults/replicas.ts';
import { serviceFaults } from './faults/services.ts';
import type { Backend } from './site.ts';

/** Every fault of the suite, in the order in which they are carried out. */
export const faults: Fault[] = [
  ...serviceFaults,
  ...postgresFaults,
  ...redisFaults,
  ...modelFaults,
  ...jobFaults,
  ...replicaFaults,
];

/** The faults that there are on a backend. */
export const faultsOn = (backend: Backend): Fault[] =>
  faults.filter(({ backends }) => backends === undefined || backends.includes(backend));
