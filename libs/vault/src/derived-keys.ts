import { createHash, createHmac } from 'node:crypto';
import { Failure } from '@rollcall/failures';
import type { KeyRing } from './key-ring.ts';

/**
 * The key of a collection's hashes, made from the ring's current key: the same while that key is, and of no use
 * for anything else.
 */
export const hashKeyOf = (ring: KeyRing, of: { tenant: string; collection: string | undefined }): Buffer =>
  derive(ring, ring.current, ['rollcall.hash.1', of.tenant, of.collection ?? null]);

/** The key under which a scope's values are compared, made from the named key of the ring. */
export const scopeKeyOf = (ring: KeyRing, keyId: string, scope: Buffer): Buffer =>
  derive(ring, keyId, ['rollcall.scope.1', scope.toString('hex')]);

/** A scope's id: what the caller calls it is not to be read from it. */
export const scopeIdOf = (scope: { tenant: string; kind: string; id: string }): Buffer =>
  createHash('sha256')
    .update(JSON.stringify([scope.tenant, scope.kind, scope.id]))
    .digest();

/** JSON keeps the parts apart: no two purposes have the same key. */
const derive = (ring: KeyRing, keyId: string, purpose: unknown[]): Buffer => {
  const key = ring.keys.get(keyId);
  if (key === undefined) throw new Failure('settle.vault_unreadable', { details: { reason: 'unknown key' } });
  return createHmac('sha256', key).update(JSON.stringify(purpose)).digest();
};
