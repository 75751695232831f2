import type { Database } from '@rollcall/postgres';
import type { KeyRing } from './key-ring.ts';
import { open, seal } from './seal.ts';

/**
 * Seals up to `limit` entries of earlier keys of the ring again, with the current one; resolves to how many
 * there were. What is sealed by a key that is not in the ring is left. Several processes share the work: each
 * takes what no other has locked. Throws `settle.vault_unreadable` for an entry that does not open, `postgres.*`.
 */
export const resealEntries = (db: Database, ring: KeyRing, limit = 100): Promise<number> =>
  db.transaction(async (tx) => {
    const earlier = [...ring.keys.keys()].filter((id) => id !== ring.current);
    if (earlier.length === 0) return 0;
    const { rows } = await tx.query<{
      rowId: string;
      epoch: number;
      tenant: string;
      keyId: string;
      nonce: Buffer;
      ciphertext: Buffer;
    }>({
      name: 'vault.of_earlier_keys',
      text: `SELECT row_id AS "rowId", epoch, tenant_id AS tenant, key_id AS "keyId", nonce, ciphertext
             FROM rollcall.vault WHERE key_id = ANY($1) AND expires_at > now()
             LIMIT $2 FOR UPDATE SKIP LOCKED`,
      values: [earlier, limit],
    });
    for (const row of rows) {
      const sealed = seal(ring, open(ring, row, row), row);
      await tx.query({
        name: 'vault.reseal',
        text: `UPDATE rollcall.vault SET key_id = $3, nonce = $4, ciphertext = $5
               WHERE row_id = $1 AND epoch = $2`,
        values: [row.rowId, row.epoch, sealed.keyId, sealed.nonce, sealed.ciphertext],
      });
    }
    return rows.length;
  });
