import type { Queryable } from './database.ts';
import { isUuid } from './schema.ts';
import type { Before } from './wire-query.ts';

/**
 * What one tenant may see and change: every statement stands behind the walls of migration 0007, which hide the
 * other tenants' collections and all that is in them. A function that reads or writes documents takes one of
 * these, so that it cannot be called without saying whose they are.
 */
export type TenantQueryable = Queryable & { readonly tenantId: string };

export type TenantDatabase = TenantQueryable & {
  /** As `Database.transaction`, in which every statement is the tenant's. */
  transaction<T>(work: (tx: TenantQueryable) => Promise<T>): Promise<T>;
};

/** A pool that is lent to tenants. */
export type Tenants = {
  /**
   * The pool as one tenant sees it. Collections, documents, passages and their index are read and written here
   * only: without a tenant Postgres shows none of them. Throws a TypeError for what is no uuid.
   */
  as(tenantId: string): TenantDatabase;
};

/** Throws a TypeError for what is no uuid: nobody is nobody's tenant by accident. */
export const demandTenant = (tenantId: string): string => {
  if (!isUuid(tenantId)) throw new TypeError('a tenant is named by its uuid');
  return tenantId;
};

/**
 * Each of a tenant's statements finds its rows by a key, and its plan is kept for as long as its connection lives. A
 * plan that was made while a table was small would read it whole, row for row of a batch, when it no longer is.
 */
const byKeys = `set_config('enable_seqscan', 'off', true)`;

/**
 * Opens a transaction that is a tenant's from its first statement on, in one round trip. As text, because several
 * statements in one message take no parameters; what is put into it is a uuid.
 */
export const beginAs = (tenantId: string): string =>
  `BEGIN; SELECT set_config('rollcall.tenant', '${demandTenant(tenantId)}', true), ${byKeys}`;

/**
 * What puts one statement behind the walls: it goes out in front of it, in the same transaction (`demandTenant` has seen
 * the id).
 *
 * @param prepared the statement has a name; one without must not leave a prepared one behind it
 */
export const scopeOf = (tenantId: string, prepared: boolean): Before => ({
  name: prepared ? 'tenant.scope' : '',
  text: `SELECT set_config('rollcall.tenant', $1, true), ${byKeys}`,
  values: [tenantId],
});
