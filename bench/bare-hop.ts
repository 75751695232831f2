import { z } from 'zod';
import { bareHops, openBareQueues } from './bare-queue.ts';

// One hop of the bare chain in a process of its own: takes a job, adds the next one. The last one tells its
// parent each document that comes out.

const settings = z
  .object({
    BENCH_QUEUE_URL: z.string(),
    BENCH_QUEUE_PREFIX: z.string(),
    BENCH_HOP: z.coerce.number().int(),
    BENCH_CONCURRENCY: z.coerce.number().int(),
  })
  .parse(process.env);

const hop = settings.BENCH_HOP;
const queues = openBareQueues({
  url: settings.BENCH_QUEUE_URL,
  prefix: settings.BENCH_QUEUE_PREFIX,
  concurrency: settings.BENCH_CONCURRENCY,
});

const worker = queues.worker(hop, async (job) => {
  const document = job.id.slice(job.id.indexOf('-') + 1);
  if (hop + 1 === bareHops) process.send?.({ done: document });
  else await queues.add(hop + 1, document, job.data);
});
worker.on('error', (error) => process.stderr.write(`bare hop ${hop}: ${error.name}\n`));
await worker.waitUntilReady();
process.send?.({ ready: true });
// The parent ends the run by letting go of the channel; nothing is under way then.
process.once('disconnect', () => process.exit(0));
