import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Failure } from '@rollcall/failures';
import type { KeyRing } from './key-ring.ts';
import type { VaultEntry } from './placeholder.ts';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** What an envelope belongs to; it opens for nothing else. */
export type Binding = { tenant: string; rowId: string; epoch: number };

/** An encrypted map: the tag stands at the end of `ciphertext`. */
export type Sealed = { keyId: string; nonce: Buffer; ciphertext: Buffer };

/**
 * Encrypts a document's values with the ring's current key (AES-256-GCM, NIST SP 800-38D), bound to
 * tenant, row, epoch and key id. The nonce is random: keep a key under 2^32 documents, then add a new
 * one in front of the ring.
 */
export const seal = (ring: KeyRing, entries: readonly VaultEntry[], binding: Binding): Sealed => {
  const keyId = ring.current;
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, ring.keys.get(keyId)!, nonce);
  cipher.setAAD(authenticated(binding, keyId));
  const plain = JSON.stringify(
    entries.map(({ placeholder, type, original, beside }) =>
      beside === undefined ? [placeholder, type, original] : [placeholder, type, original, beside],
    ),
  );
  const ciphertext = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { keyId, nonce, ciphertext };
};

/**
 * Decrypts what `seal` made. Throws `settle.vault_unreadable` where the key is not in the ring, the
 * binding is another one or the bytes were changed.
 */
export const open = (ring: KeyRing, sealed: Sealed, binding: Binding): VaultEntry[] => {
  const key = ring.keys.get(sealed.keyId);
  if (key === undefined) throw new Failure('settle.vault_unreadable', { details: { reason: 'unknown key' } });
  try {
    const decipher = createDecipheriv(algorithm, key, sealed.nonce, { authTagLength: tagBytes });
    decipher.setAAD(authenticated(binding, sealed.keyId));
    decipher.setAuthTag(sealed.ciphertext.subarray(-tagBytes));
    const plain = Buffer.concat([
      decipher.update(sealed.ciphertext.subarray(0, -tagBytes)),
      decipher.final(),
    ]);
    const rows = JSON.parse(plain.toString('utf8')) as [string, string, string, string?][];
    return rows.map(([placeholder, type, original, beside]) => ({
      placeholder,
      type,
      original,
      ...(beside === undefined ? {} : { beside }),
    }));
  } catch (thrown) {
    throw new Failure('settle.vault_unreadable', { cause: thrown });
  }
};

/** JSON keeps the parts apart: no two bindings give the same bytes. */
const authenticated = ({ tenant, rowId, epoch }: Binding, keyId: string): Buffer =>
  Buffer.from(JSON.stringify(['rollcall.vault.1', tenant, rowId, epoch, keyId]));
