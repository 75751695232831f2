import { DEFAULT_PORT_BASE, isPortFree, type StackStatus } from '@rollcall/embedded';
import { neededSchema, openDatabase, type Pooler, schemaVersion } from '@rollcall/postgres';
import { openQueue } from '@rollcall/queue';
import { createLog } from '@rollcall/telemetry';
import { bad, type Finding, fault, good, remark } from './finding.ts';

/** Seven services and Postgres. */
const portsNeeded = 8;
const answerMs = 3000;

/** Whether a stack runs here, and whether all of it does. */
export const checkStack = ({ state, services }: StackStatus): Finding => {
  if (state === 'down') return good('stack', 'not running; `rollcall run` starts one for itself');
  if (state === 'remnants') {
    return bad('stack', 'its starter was killed and parts of it still run; run `rollcall down`');
  }
  const trouble = services.filter((service) => !service.ready).map((service) => service.name);
  if (services.length === 0) return remark('stack', 'is being started');
  return trouble.length === 0
    ? good('stack', `up, ${services.length} services ready`)
    : bad('stack', `not ready: ${trouble.join(', ')}; see \`rollcall status\``);
};

/** Whether the usual ports are free; a running stack has its own already. */
export const checkPorts = async (state: StackStatus['state'], base = DEFAULT_PORT_BASE): Promise<Finding> => {
  if (state === 'up') return good('ports', 'the running stack has its own');
  const taken: number[] = [];
  for (let port = base; port < base + portsNeeded; port += 1) {
    if (!(await isPortFree(port))) taken.push(port);
  }
  return taken.length === 0
    ? good('ports', `${base} to ${base + portsNeeded - 1} are free`)
    : remark('ports', `taken: ${taken.join(', ')}; \`up\` looks further, or name others with --port-base`);
};

/** Whether DATABASE_URL answers and has the schema that this build needs. */
export const checkDatabase = async (url: string | undefined, pooler: Pooler = 'none'): Promise<Finding> => {
  if (url === undefined) return good('database', 'embedded (DATABASE_URL is not set)');
  const log = createLog('doctor', 'silent');
  const db = openDatabase({ url, service: 'doctor', max: 1, acquireTimeoutMs: answerMs, pooler, log });
  try {
    const version = await schemaVersion(db);
    return version >= neededSchema
      ? good('database', `answers, schema ${version}`)
      : remark(
          'database',
          `answers, schema ${version} of ${neededSchema}; \`rollcall migrate\` or \`up\` raises it`,
        );
  } catch (thrown) {
    return fault('database', thrown);
  } finally {
    await db.close();
  }
};

/** Whether QUEUE_URL answers. */
export const checkQueue = async (url: string | undefined, prefix: string): Promise<Finding> => {
  if (url === undefined) return good('queue', 'on the database (QUEUE_URL is not set)');
  const log = createLog('doctor', 'silent');
  const queue = openQueue({ url, prefix, service: 'doctor', consumers: 0, log });
  try {
    await queue.ping();
    return good('queue', `answers (${queue.backend})`);
  } catch (thrown) {
    return fault('queue', thrown);
  } finally {
    await queue.close();
  }
};
