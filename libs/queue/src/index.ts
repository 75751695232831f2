export { migrateQueue, openQueue, type QueueOptions } from './open.ts';
export type { Consumer, Counts, Handled, Handler, Job, Queue, Standing } from './queue.ts';
