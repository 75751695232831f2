import type { Place } from '../servers.ts';
import { type ServiceProcess, startService } from '../service-process.ts';
import type { BenchPassage } from './passages.ts';

export const collection = 'bench';

/** Starts a retriever as a process of its own, under its role, with the memory for snapshots that is given in MiB. */
export const startRetriever = (
  place: Place & { retrieverUrl: string },
  memoryMiB: number,
): Promise<ServiceProcess> =>
  startService('retriever', {
    DATABASE_URL: place.retrieverUrl,
    QUEUE_URL: place.queueUrl,
    QUEUE_PREFIX: place.prefix,
    SEARCH_MEMORY_MIB: String(memoryMiB),
  });

/** Documents of one request. */
const atOnce = 1000;

/** Requests under way at once, as `rollcall ingest` has them. */
const requestsAtOnce = 2;

/** Sends passages as documents; returns how many seconds it took. */
export const ingest = async (
  retriever: ServiceProcess,
  passages: readonly BenchPassage[],
): Promise<number> => {
  const from = performance.now();
  let next = 0;
  const send = async (): Promise<void> => {
    while (next < passages.length) {
      const some = passages.slice(next, next + atOnce);
      next += atOnce;
      const answer = JSON.parse(
        await retriever.post(
          `/v1/documents?collection=${collection}`,
          some.map((passage) => JSON.stringify(passage)).join('\n'),
        ),
      ) as { documents: number };
      if (answer.documents !== some.length) throw new Error('documents were not stored');
    }
  };
  await Promise.all(Array.from({ length: requestsAtOnce }, send));
  return (performance.now() - from) / 1000;
};

/** Asks for ten passages: the path, and the body of a question. */
export const retrievePath = '/v1/retrieve';
export const bodyOf = (query: string): string => JSON.stringify({ query, collection, k: 10 });
