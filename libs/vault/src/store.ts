import { Failure } from '@rollcall/failures';
import type { Queryable } from '@rollcall/postgres';
import type { KeyRing } from './key-ring.ts';
import type { VaultEntry } from './placeholder.ts';
import { type Binding, open, seal } from './seal.ts';

/**
 * Stores a row's masked values, encrypted, for `ttlMs` milliseconds by Postgres' clock. A second try of
 * the same row and epoch replaces them. Throws `postgres.*`.
 */
export const putEntries = async (
  db: Queryable,
  ring: KeyRing,
  put: Binding & {
    entries: readonly VaultEntry[];
    ttlMs: number;
    /** What the entry can be deleted by later: its collection's name, the ids of its stored documents. */
    collection?: string | undefined;
    documents?: readonly string[];
  },
): Promise<void> => {
  const sealed = seal(ring, put.entries, put);
  await db.query({
    name: 'vault.put',
    text: `INSERT INTO rollcall.vault (row_id, epoch, tenant_id, key_id, nonce, ciphertext, expires_at,
             collection, documents)
           VALUES ($1, $2, $3, $4, $5, $6, now() + $7 * interval '1 ms', $8, $9)
           ON CONFLICT (row_id, epoch) DO UPDATE
           SET tenant_id = excluded.tenant_id, key_id = excluded.key_id, nonce = excluded.nonce,
               ciphertext = excluded.ciphertext, expires_at = excluded.expires_at,
               collection = excluded.collection, documents = excluded.documents`,
    values: [
      put.rowId,
      put.epoch,
      put.tenant,
      sealed.keyId,
      sealed.nonce,
      sealed.ciphertext,
      put.ttlMs,
      put.collection ?? null,
      put.documents ?? [],
    ],
  });
};

/**
 * A row's masked values. Throws `settle.vault_missing` where there are none or they have expired, and
 * `settle.vault_unreadable` where they do not open for this tenant with this ring.
 */
export const readEntries = async (db: Queryable, ring: KeyRing, binding: Binding): Promise<VaultEntry[]> => {
  const { rows } = await db.query<{ key_id: string; nonce: Buffer; ciphertext: Buffer }>({
    name: 'vault.read',
    text: `SELECT key_id, nonce, ciphertext FROM rollcall.vault
           WHERE row_id = $1 AND epoch = $2 AND expires_at > now()`,
    values: [binding.rowId, binding.epoch],
  });
  const row = rows[0];
  if (row === undefined) throw new Failure('settle.vault_missing');
  return open(ring, { keyId: row.key_id, nonce: row.nonce, ciphertext: row.ciphertext }, binding);
};

/** Forgets a row's masked values, of every epoch: its text has been restored or its retention is over. */
export const deleteEntries = async (db: Queryable, rowId: string): Promise<void> => {
  await db.query({
    name: 'vault.delete',
    text: 'DELETE FROM rollcall.vault WHERE row_id = $1',
    values: [rowId],
  });
};

/** Deletes up to `limit` expired entries; resolves to how many there were. */
export const deleteExpired = async (db: Queryable, limit = 1000): Promise<number> => {
  const { count } = await db.query({
    name: 'vault.delete_expired',
    text: `DELETE FROM rollcall.vault WHERE (row_id, epoch) IN
             (SELECT row_id, epoch FROM rollcall.vault WHERE expires_at <= now() ORDER BY expires_at LIMIT $1)`,
    values: [limit],
  });
  return count;
};
