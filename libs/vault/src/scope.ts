import { createHmac } from 'node:crypto';
import type { Database, Queryable } from '@rollcall/postgres';
import { scopeIdOf, scopeKeyOf } from './derived-keys.ts';
import type { KeyRing } from './key-ring.ts';
import { placeholderOf } from './placeholder.ts';

/** Documents in which equal values have the same placeholder: those of one conversation, or of one run. */
export type Scope = { tenant: string; kind: 'conversation' | 'run'; id: string };

/** A value by its type and by what all its spellings have in common. */
export type ScopedValue = { type: string; identity: string };

export type Numbering = {
  scope: Scope;
  values: readonly ScopedValue[];
  /** Placeholders that this document's own text uses; such a value has another number in this document. */
  taken: ReadonlySet<string>;
  /** How long the scope is kept from now on, in milliseconds by Postgres' clock. */
  ttlMs: number;
};

/**
 * The numbers of values in a scope, in the order of `values`; new values get the next numbers of their type. One
 * document at a time numbers a scope (its row is locked), so no number is handed out twice and two documents
 * with the same new value get the same. Values are compared by an HMAC under the scope's own key and never
 * stored. When the scope's key has left the ring, values are new ones again and numbers go on. Throws `postgres.*`.
 */
export const numberInScope = async (
  db: Database,
  ring: KeyRing,
  { scope, values, taken, ttlMs }: Numbering,
): Promise<number[]> => {
  if (values.length === 0) return [];
  return db.transaction(async (tx) => {
    const id = scopeIdOf(scope);
    const { keyId, last } = await lockScope(tx, ring, { id, tenant: scope.tenant, ttlMs });
    const key = scopeKeyOf(ring, keyId, id);
    const numbers: (number | undefined)[] = values.map(() => undefined);
    const added: { digest: string; number: number }[] = [];
    for (let turn = 0; numbers.includes(undefined); turn += 1) {
      const open = values.flatMap((value, at) => (numbers[at] === undefined ? [{ ...value, at }] : []));
      const wanted = open.map((value) => ({ ...value, digest: digestOf(key, value, turn) }));
      const known = await readNumbers(
        tx,
        id,
        wanted.map(({ digest }) => digest),
      );
      for (const { type, digest, at } of wanted) {
        let number = known.get(digest);
        if (number === undefined) {
          number = nextNumber(type, last, taken);
          known.set(digest, number);
          added.push({ digest, number });
        }
        // Taken in this text: the value has a second number, the same wherever its first one is taken.
        if (!taken.has(placeholderOf(type, number))) numbers[at] = number;
      }
    }
    if (added.length > 0) await addNumbers(tx, id, added, last);
    return numbers as number[];
  });
};

/** Deletes up to `limit` scopes whose time is over, with their numbers; resolves to how many there were. */
export const deleteExpiredScopes = async (db: Queryable, limit = 1000): Promise<number> => {
  const { count } = await db.query({
    name: 'vault.delete_expired_scopes',
    text: `DELETE FROM rollcall.placeholder_scopes WHERE id IN
             (SELECT id FROM rollcall.placeholder_scopes WHERE expires_at <= now() ORDER BY expires_at LIMIT $1)`,
    values: [limit],
  });
  return count;
};

type Last = Record<string, number>;

const lockScope = async (
  tx: Queryable,
  ring: KeyRing,
  { id, tenant, ttlMs }: { id: Buffer; tenant: string; ttlMs: number },
): Promise<{ keyId: string; last: Last }> => {
  const { rows } = await tx.query<{ keyId: string; last: Last }>({
    name: 'vault.lock_scope',
    text: `INSERT INTO rollcall.placeholder_scopes AS s (id, tenant_id, key_id, expires_at)
           VALUES ($1, $2, $3, now() + $4 * interval '1 ms')
           ON CONFLICT (id) DO UPDATE
           SET expires_at = greatest(s.expires_at, excluded.expires_at),
               key_id = CASE WHEN s.key_id = ANY($5) THEN s.key_id ELSE excluded.key_id END
           RETURNING key_id AS "keyId", last`,
    values: [id, tenant, ring.current, ttlMs, [...ring.keys.keys()]],
  });
  return rows[0]!;
};

const readNumbers = async (tx: Queryable, scope: Buffer, digests: string[]): Promise<Map<string, number>> => {
  const { rows } = await tx.query<{ digest: string; number: number }>({
    name: 'vault.read_numbers',
    text: `SELECT encode(p.digest, 'hex') AS digest, p.number
           FROM unnest($2::text[]) AS wanted (digest)
           JOIN rollcall.placeholders p ON p.scope = $1 AND p.digest = decode(wanted.digest, 'hex')`,
    values: [scope, digests],
  });
  return new Map(rows.map(({ digest, number }) => [digest, number]));
};

const addNumbers = async (
  tx: Queryable,
  scope: Buffer,
  added: readonly { digest: string; number: number }[],
  last: Last,
): Promise<void> => {
  await tx.query({
    name: 'vault.add_numbers',
    text: `WITH counted AS (UPDATE rollcall.placeholder_scopes SET last = $4 WHERE id = $1)
           INSERT INTO rollcall.placeholders (scope, digest, number)
           SELECT $1, decode(digest, 'hex'), number FROM unnest($2::text[], $3::int[]) AS a (digest, number)`,
    values: [
      scope,
      added.map(({ digest }) => digest),
      added.map(({ number }) => number),
      JSON.stringify(last),
    ],
  });
};

const nextNumber = (type: string, last: Last, taken: ReadonlySet<string>): number => {
  let number = (last[type] ?? 0) + 1;
  while (taken.has(placeholderOf(type, number))) number += 1;
  last[type] = number;
  return number;
};

const digestOf = (key: Buffer, { type, identity }: ScopedValue, turn: number): string =>
  createHmac('sha256', key)
    .update(JSON.stringify([type, identity, turn]))
    .digest('hex');
