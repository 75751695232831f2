export { migrateQueue, openQueue, type QueueOptions } from './open.ts';
export type { Consumer, ConsumerWork, Counts, Handled, Handler, Job, Queue, Standing } from './queue.ts';
export { type RedisClients, readRedisClients } from './redis-clients.ts';
