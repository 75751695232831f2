import {
  builtInPlan,
  derivedPassword,
  ensureRoles,
  type FleetPlan,
  type PoolKind,
  roleName,
  roleUrl,
} from '@rollcall/postgres';
import type { ServiceName, StackWishes } from './services.ts';

/** How a stack's roles are called and what their passwords are derived from. */
export type StackRoles = { prefix: string; secret: string };

export type Servers = { databaseUrl: string; queueUrl: string };

const isPostgres = (url: string): boolean => /^postgres(ql)?:/.test(url);

/**
 * The plan of a stack: that of a file where one is named, else the built-in one with pools of the size that the
 * settings give them: without this a stack whose pools were made larger would refuse to start. Pure.
 */
export const planOfStack = (
  file: FleetPlan | undefined,
  environment: Record<string, string>,
  extra: StackWishes['extra'] = {},
): FleetPlan => {
  if (file !== undefined) return file;
  const plan = builtInPlan();
  const shares = plan.shares.map((share) => {
    const own: Record<string, string> = { ...environment, ...extra[share.service as ServiceName] };
    const poolMax = Number(own.DATABASE_POOL_MAX);
    // The benchmark's pool is its own affair: it reads no such setting.
    const isSized = share.pool === 'data' && share.service !== 'benchmark' && poolMax > 0;
    return isSized ? { ...share, perReplica: poolMax } : share;
  });
  return { ...plan, shares };
};

/**
 * Gives each service its role on the stack's Postgres, and on the queue's where that is another one. Throws
 * `budget.roles_denied` and `postgres.*`.
 */
export const ensureStackRoles = async (
  { databaseUrl, queueUrl }: Servers,
  plan: FleetPlan,
  { prefix, secret }: StackRoles,
): Promise<void> => {
  const passwordOf = (role: string) => derivedPassword(secret, role);
  const shared = queueUrl === databaseUrl;
  await ensureRoles(databaseUrl, plan, { prefix, passwordOf, pools: shared ? ['data', 'queue'] : ['data'] });
  if (!shared && isPostgres(queueUrl))
    await ensureRoles(queueUrl, plan, { prefix, passwordOf, pools: ['queue'] });
};

/** The stack's addresses as one of its services uses them: under its own roles, where there are some. */
export const addressesOf = (
  service: string,
  { databaseUrl, queueUrl }: Servers,
  roles: StackRoles | undefined,
): Servers => {
  const as = (url: string, pool: PoolKind): string => {
    if (roles === undefined || !isPostgres(url)) return url;
    const role = roleName({ service, pool }, roles.prefix);
    return roleUrl(url, role, derivedPassword(roles.secret, role));
  };
  return { databaseUrl: as(databaseUrl, 'data'), queueUrl: as(queueUrl, 'queue') };
};
