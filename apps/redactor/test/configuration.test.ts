import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';

const env = {
  PORT: '7402',
  DATABASE_URL: 'postgres://localhost/rollcall',
  QUEUE_URL: 'redis://localhost',
  ROLLCALL_VAULT_KEY: `k1:${randomBytes(32).toString('base64')}`,
};

describe('the configuration', () => {
  it('has defaults for all but addresses and the key', () => {
    expect(readConfig(env)).toMatchObject({
      REDACT_THRESHOLD: 0.4,
      VAULT_TTL_MS: 604_800_000,
      ring: { current: 'k1' },
    });
  });

  it.each([
    ['no key', { ROLLCALL_VAULT_KEY: undefined }],
    ['a key that is none', { ROLLCALL_VAULT_KEY: 'k1:c2hvcnQ=' }],
    ['a threshold over 1', { REDACT_THRESHOLD: '2' }],
  ])('is refused with %s', (_, wrong) => {
    expect(() => readConfig({ ...env, ...wrong })).toThrow(
      expect.objectContaining({ code: 'config.invalid' }),
    );
  });
});
