import { noPolicy } from '@rollcall/pipeline';
import { type Database, type FleetPlan, readWrittenPlan } from '@rollcall/postgres';
import type { BenchmarkConfig } from '../config.ts';
import { findRoot } from '../root.ts';
import { readStack, type Session, stateDirOf } from '../session.ts';
import { readSizing } from '../stack/sizing.ts';
import { hashCode } from './code.ts';
import type { Configuration } from './fingerprint.ts';

export type Asked = { tenantId: string; collection: string; k: number };

/** The configuration of the system that a session works on, as a storm of it would rehearse it. */
export const configurationOf = async (
  config: BenchmarkConfig,
  { db, queue, target }: Session,
  { tenantId, collection, k }: Asked,
): Promise<Configuration> => {
  const stack = await readStack(config);
  return {
    code: await hashCode(findRoot()),
    queue: queue.backend,
    database: { kind: stack?.postgres ? 'embedded' : 'external', ...(await readServer(db)) },
    shares: await readShares(db),
    system: stack ? 'stack' : originOf(target.gatewayUrl),
    sizing: stack ? await readSizing(stateDirOf(config), stack) : {},
    k,
    collection: await readPolicy(db, { tenantId, collection }),
  };
};

const originOf = (url: string | undefined): string => (url === undefined ? 'none' : new URL(url).origin);

const readServer = async (db: Database): Promise<{ majorVersion: number; maxConnections: number }> => {
  const { rows } = await db.query<{ version: number; most: number }>({
    name: 'rehearsal.server',
    text: `SELECT current_setting('server_version_num')::int AS version,
             current_setting('max_connections')::int AS most`,
  });
  const { version = 0, most = 0 } = rows[0] ?? {};
  return { majorVersion: Math.floor(version / 10_000), maxConnections: most };
};

/** What was written beside the roles; null where Postgres holds no service to a share. */
const readShares = async (db: Database): Promise<FleetPlan | null> => {
  const written = await readWrittenPlan((text, values) => db.query({ name: '', text, values }));
  return written?.plan ?? null;
};

/** A collection that does not exist yet will be made with the defaults. */
const readPolicy = async (
  db: Database,
  { tenantId, collection }: { tenantId: string; collection: string },
): Promise<Configuration['collection']> => {
  const { rows } = await db.as(tenantId).query<Configuration['collection']>({
    name: 'rehearsal.policy',
    text: `SELECT redaction, abstain, drop_unhelpful AS drop, grounding FROM rollcall.collections
           WHERE tenant_id = $1 AND name = $2`,
    values: [tenantId, collection],
  });
  return rows[0] ?? { redaction: 'mask', ...noPolicy };
};
