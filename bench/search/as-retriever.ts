import { builtInPlan, ensureRoles, type FleetPlan, roleName, roleUrl } from '@rollcall/postgres';

const password = 'only-for-this-throw-away-server';

/** The retriever alone, with room for the pool that is measured, the bare one and pgbench beside it. */
const plan = (): FleetPlan => {
  const { shares, reserve } = builtInPlan();
  const own = shares.filter(({ service }) => service === 'retriever');
  return { reserve, shares: own.map((share) => ({ ...share, most: 3 })) };
};

/** The database as the retriever's own role sees it: a superuser would pass the walls between tenants, and their cost. */
export const asRetriever = async (databaseUrl: string): Promise<string> => {
  await ensureRoles(databaseUrl, plan(), { pools: ['data', 'queue'], passwordOf: () => password });
  return roleUrl(databaseUrl, roleName({ service: 'retriever', pool: 'data' }), password);
};

/** A role's address under which every session is a tenant's from its beginning, as none of ours ever is. */
export const inScopeOf = (url: string, tenantId: string): string => {
  const scoped = new URL(url);
  // libpq, and so pgbench, takes a plus for a plus.
  scoped.search = `options=${encodeURIComponent(`-c rollcall.tenant=${tenantId}`)}`;
  return scoped.href;
};
