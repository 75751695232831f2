import { Failure } from '@rollcall/failures';

const keyBytes = 32;

/** Keys by id. New values are sealed with the current one; the others still open what they sealed. */
export type KeyRing = { current: string; keys: ReadonlyMap<string, Buffer> };

/**
 * Reads `keyId:base64,keyId:base64`: AES-256 keys of 32 bytes, the current one first. Throws
 * `config.invalid` that names the place in the list, never the key.
 */
export const parseKeyRing = (setting: string): KeyRing => {
  const keys = new Map<string, Buffer>();
  const problems: string[] = [];
  for (const [index, part] of setting.split(',').entries()) {
    const [, id, encoded] = /^([A-Za-z0-9_-]{1,40}):([A-Za-z0-9+/_-]+={0,2})$/.exec(part.trim()) ?? [];
    const key = Buffer.from(encoded ?? '', 'base64');
    if (id === undefined) problems.push(`key ${index + 1}: not of the form keyId:base64`);
    else if (key.length !== keyBytes) problems.push(`key ${index + 1}: not ${keyBytes} bytes`);
    else if (keys.has(id)) problems.push(`key ${index + 1}: its id stands twice`);
    else keys.set(id, key);
  }
  if (problems.length > 0) throw new Failure('config.invalid', { details: { problems } });
  return { current: keys.keys().next().value!, keys };
};
