import { createHash } from 'node:crypto';
import type { CollectionPolicy } from '@rollcall/pipeline';
import type { FleetPlan } from '@rollcall/postgres';

/**
 * What a storm rehearses, and a run against a model that costs money must therefore have in common with it.
 *
 * The fingerprint changes with everything that decides whether the system carries the load:
 * - `code`: any source file of apps/ and libs/, any migration, any dependency's version. A leak is one line.
 * - `queue` and `database`: the backends behave differently under a burst, and `max_connections` is the wall.
 * - `shares`: how many connections Postgres lets each service have, over how many replicas.
 * - `system`: services that the command starts, or those of one deployment: a laptop says nothing about it.
 * - `sizing`: pools, concurrency and limits that were set to other values than the defaults, and who else judges the
 *   answers: a judge is another endpoint that each of them may wait for.
 * - `k` and `collection`: how much is looked up, masked and sent for each question, and what becomes of an answer that
 *   is not borne out: `retry` calls the model twice.
 *
 * It does not change with
 * - the model's endpoint, name and key: the rehearsal is done with the small model, on purpose;
 * - the dataset and `--concurrency`: a storm has every document under way at once. How many those were stands
 *   in the record, and must not be fewer than the run will have;
 * - addresses, passwords, ports and file paths. No secret is hashed: the fingerprint can be shown.
 */
export type Configuration = {
  /** SHA-256 of the code, see `code.ts`. */
  code: string;
  queue: 'redis' | 'postgres';
  database: { kind: 'embedded' | 'external'; majorVersion: number; maxConnections: number };
  shares: FleetPlan | null;
  /** `stack` for services that this command starts, or a deployment's gateway (its origin). */
  system: string;
  /** Settings of the services that were given, by name; see `stack/sizing.ts`. */
  sizing: Record<string, string>;
  /** Passages looked up for each question. */
  k: number;
  /** The collection's policy. */
  collection: { redaction: 'mask' | 'off' } & CollectionPolicy;
};

/** SHA-256 over the configuration as canonical JSON (keys in order), in hexadecimal. Pure. */
export const fingerprint = (configuration: Configuration): string =>
  createHash('sha256').update(canonical(configuration)).digest('hex');

/** JSON whose objects have their keys in order, so that equal values have equal texts. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`);
  return `{${members.join(',')}}`;
};
