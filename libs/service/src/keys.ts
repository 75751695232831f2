import { createHash, randomBytes } from 'node:crypto';
import type { Queryable } from '@rollcall/postgres';

/** The tenant that the loopback without keys belongs to. */
export const defaultTenantId = '00000000-0000-4000-8000-000000000001';

/** What a key may do: ask questions, change documents, read runs and rows. */
export const keyScopes = ['ask', 'documents', 'runs'] as const;
export type KeyScope = (typeof keyScopes)[number];

export type KeyHolder = { tenantId: string; scopes: KeyScope[] };

export type KeyView = {
  id: string;
  tenant: string;
  name: string;
  prefix: string;
  scopes: KeyScope[];
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
};

/** Every key starts so; a bearer token of another form is not one of ours. */
export const keyPrefix = 'rc_';

/** A key has 256 random bits, so one fast hash suffices: there is nothing to guess. */
const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();

/**
 * Makes a key for a tenant, which is created where there is none of that name. The key itself is in the
 * answer only; Postgres keeps its hash.
 */
export const createKey = async (
  db: Queryable,
  options: { tenant: string; name: string; scopes: KeyScope[]; expiresAt?: Date | undefined },
): Promise<{ id: string; key: string; tenantId: string }> => {
  const key = `${keyPrefix}${randomBytes(32).toString('base64url')}`;
  const { rows } = await db.query<{ id: string; tenant_id: string }>({
    name: 'keys.create',
    text: `WITH tenant AS (
             INSERT INTO rollcall.tenants (name) VALUES ($1)
             ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id
           )
           INSERT INTO rollcall.api_keys (tenant_id, name, hash, prefix, scopes, expires_at)
           SELECT id, $2, $3, $4, $5, $6 FROM tenant RETURNING id, tenant_id`,
    values: [
      options.tenant,
      options.name,
      hashOf(key),
      key.slice(0, keyPrefix.length + 6),
      options.scopes,
      options.expiresAt ?? null,
    ],
  });
  const made = rows[0] as { id: string; tenant_id: string };
  return { id: made.id, key, tenantId: made.tenant_id };
};

/** All keys, newest first; never their values. */
export const listKeys = async (db: Queryable): Promise<KeyView[]> => {
  const { rows } = await db.query<KeyView>({
    name: 'keys.list',
    text: `SELECT k.id, t.name AS tenant, k.name, k.prefix, k.scopes, k.created_at AS "createdAt",
             k.expires_at AS "expiresAt", k.revoked_at AS "revokedAt"
           FROM rollcall.api_keys k JOIN rollcall.tenants t ON t.id = k.tenant_id
           ORDER BY k.created_at DESC`,
  });
  return rows;
};

/** Revokes a key by its id or the prefix that the listing shows; false where there is none that is valid. */
export const revokeKey = async (db: Queryable, idOrPrefix: string): Promise<boolean> => {
  const { count } = await db.query({
    name: 'keys.revoke',
    text: `UPDATE rollcall.api_keys SET revoked_at = now()
           WHERE (id::text = $1 OR prefix = $1) AND revoked_at IS NULL`,
    values: [idOrPrefix],
  });
  return count > 0;
};

/** Who holds this key; undefined for one that is unknown, revoked or expired. */
export const findKeyHolder = async (db: Queryable, key: string): Promise<KeyHolder | undefined> => {
  const { rows } = await db.query<KeyHolder>({
    name: 'keys.find',
    text: `SELECT tenant_id AS "tenantId", scopes FROM rollcall.api_keys
           WHERE hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`,
    values: [hashOf(key)],
  });
  return rows[0];
};
