import { Failure } from '@rollcall/failures';
import { type Hop, stepOf } from '@rollcall/pipeline';
import { type Database, demandSchema } from '@rollcall/postgres';
import type { Consumer, Queue } from '@rollcall/queue';
import { isWedged, type Sighting, sight, wedgedAfterMs } from './consumption.ts';
import type { Check } from './health.ts';
import type { Stage } from './stage.ts';

/**
 * Postgres answers and has the schema that this build needs. Throws `service.pool_starved`, `postgres.*`. While
 * callers stand in line and are served, Postgres answers: asking too would only lengthen the line.
 */
export const databaseCheck =
  (db: Database): Check =>
  async () => {
    if (db.starvedForMs() > 0) throw new Failure('service.pool_starved');
    if (db.stats().waiting === 0) await demandSchema(db);
  };

/** A further pool serves its callers. Throws `service.pool_starved`. */
export const poolCheck =
  (pool: Pick<Database, 'starvedForMs'>): Check =>
  async () => {
    if (pool.starvedForMs() > 0) throw new Failure('service.pool_starved');
  };

/**
 * Every consumer consumes. Throws `service.draining`, `service.unavailable` before they have started or where
 * one was stopped, `service.wedged`. The queue is asked only where a consumer has taken nothing since the last
 * look: one row by its index, or one round trip to Redis.
 */
export const consumersCheck = (parts: {
  queue: Queue | undefined;
  stages: Stage[];
  /** Grows until the service has started. */
  consumers: Consumer[];
  state: { started: boolean; draining: boolean };
  /** Default `wedgedAfterMs`. */
  afterMs?: number;
}): Check => {
  const { queue, consumers, state, afterMs = wedgedAfterMs } = parts;
  const longestMsOf = (hop: Hop): number =>
    Math.max(stepOf(hop).retry.lockMs, parts.stages.find((stage) => stage.hop === hop)?.longestMs ?? 0);
  const sightings = new Map<Consumer, Sighting>();
  const demandConsumption = async (consumer: Consumer, from: Queue): Promise<void> => {
    const { taken } = consumer.work();
    const before = sightings.get(consumer);
    const next = before?.taken === taken ? await from.next(consumer.hop) : undefined;
    const nowMs = performance.now();
    const sighting = sight(before, { taken, next, sinceMs: nowMs });
    sightings.set(consumer, sighting);
    if (isWedged(sighting, consumer.work(), { nowMs, longestMs: longestMsOf(consumer.hop), afterMs })) {
      throw new Failure('service.wedged', { details: { hop: consumer.hop } });
    }
  };
  return async () => {
    if (state.draining) throw new Failure('service.draining');
    if (!state.started || !consumers.every((consumer) => consumer.consuming())) {
      throw new Failure('service.unavailable');
    }
    if (queue) await Promise.all(consumers.map((consumer) => demandConsumption(consumer, queue)));
  };
};
