import { randomBytes } from 'node:crypto';
import { Failure } from '@rollcall/failures';
import { describe, expect, it } from 'vitest';
import { open, parseKeyRing, seal } from '../src/index.ts';

const one = `one:${randomBytes(32).toString('base64')}`;
const two = `two:${randomBytes(32).toString('base64')}`;
const entries = [{ placeholder: '<PERSON_1>', type: 'PERSON', original: 'Ada Lovelace' }];
const binding = { tenant: 'a', rowId: 'r', epoch: 1 };

const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
  } catch (thrown) {
    return thrown instanceof Failure ? thrown.code : 'not a Failure';
  }
  return undefined;
};

describe('sealing a document’s values', () => {
  it('opens what it sealed, and shows nothing of it', () => {
    const ring = parseKeyRing(one);
    const sealed = seal(ring, entries, binding);
    expect(open(ring, sealed, binding)).toEqual(entries);
    expect(sealed.ciphertext.toString('latin1')).not.toContain('Ada');
  });

  it('never gives the same bytes twice', () => {
    const ring = parseKeyRing(one);
    expect(seal(ring, entries, binding).ciphertext).not.toEqual(seal(ring, entries, binding).ciphertext);
  });

  it.each([
    ['tenant', { ...binding, tenant: 'b' }],
    ['row', { ...binding, rowId: 's' }],
    ['epoch', { ...binding, epoch: 2 }],
  ])('does not open for another %s', (_, other) => {
    const ring = parseKeyRing(one);
    const sealed = seal(ring, entries, binding);
    expect(codeOf(() => open(ring, sealed, other))).toBe('settle.vault_unreadable');
  });

  it('does not open when one bit was changed, or when it was cut', () => {
    const ring = parseKeyRing(one);
    const sealed = seal(ring, entries, binding);
    for (let at = 0; at < sealed.ciphertext.length; at += 1) {
      const ciphertext = Buffer.from(sealed.ciphertext);
      ciphertext[at]! ^= 1;
      expect(codeOf(() => open(ring, { ...sealed, ciphertext }, binding))).toBe('settle.vault_unreadable');
    }
    const cut = sealed.ciphertext.subarray(0, 7);
    expect(codeOf(() => open(ring, { ...sealed, ciphertext: cut }, binding))).toBe('settle.vault_unreadable');
  });
});

describe('a ring of keys', () => {
  it('seals with the first key and opens with any', () => {
    const old = seal(parseKeyRing(one), entries, binding);
    const rotated = parseKeyRing(`${two},${one}`);
    expect(open(rotated, old, binding)).toEqual(entries);
    expect(seal(rotated, entries, binding).keyId).toBe('two');
  });

  it('says so when the key is gone', () => {
    const old = seal(parseKeyRing(one), entries, binding);
    expect(codeOf(() => open(parseKeyRing(two), old, binding))).toBe('settle.vault_unreadable');
  });

  it('does not open under a key id that another key has taken', () => {
    const old = seal(parseKeyRing(one), entries, binding);
    const impostor = parseKeyRing(`one:${randomBytes(32).toString('base64')}`);
    expect(codeOf(() => open(impostor, old, binding))).toBe('settle.vault_unreadable');
  });

  it.each([
    ['an empty setting', ''],
    ['a key without an id', randomBytes(32).toString('base64')],
    ['a short key', `one:${randomBytes(16).toString('base64')}`],
    ['the same id twice', `${one},${one}`],
  ])('refuses %s without telling the key', (_, setting) => {
    try {
      parseKeyRing(setting);
      expect.unreachable();
    } catch (thrown) {
      expect(thrown).toMatchObject({ code: 'config.invalid' });
      if (setting !== '')
        expect(JSON.stringify((thrown as Failure).toRecord())).not.toContain(setting.slice(-20));
    }
  });
});
