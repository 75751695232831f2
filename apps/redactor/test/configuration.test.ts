import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ownTypeOf } from '../src/backends/foreign-types.ts';
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

  it('asks nobody else by default, and reads what others’ types mean', () => {
    const { REDACT_PRESIDIO_URL, REDACT_NER_MODEL, REDACT_NER_ALLOW_DOWNLOAD } = readConfig(env);
    expect([REDACT_PRESIDIO_URL, REDACT_NER_MODEL, REDACT_NER_ALLOW_DOWNLOAD]).toEqual([
      undefined,
      undefined,
      '0',
    ]);
    const { REDACT_PRESIDIO_TYPES } = readConfig({ ...env, REDACT_PRESIDIO_TYPES: 'TITLE=PERSON, NRP=' });
    expect(
      ['TITLE', 'NRP', 'GPE', 'Street-Address', 'SHOE_SIZE'].map((type) =>
        ownTypeOf(type, REDACT_PRESIDIO_TYPES),
      ),
    ).toEqual(['PERSON', undefined, 'LOCATION', 'LOCATION', undefined]);
  });

  it('takes a model’s folder by the dot in front of it, and leaves an id as it is', () => {
    const modelOf = (model: string) => readConfig({ ...env, REDACT_NER_MODEL: model }).REDACT_NER_MODEL;
    expect(modelOf('./models/ner')).toBe(resolve('models/ner'));
    expect(modelOf('somebody/ner')).toBe('somebody/ner');
  });

  it.each([
    ['a type that is none', { REDACT_PRESIDIO_TYPES: 'TITLE=SHOE_SIZE' }],
    ['types without a sign', { REDACT_NER_TYPES: 'TITLE' }],
    ['an address with a user', { REDACT_PRESIDIO_URL: 'http://me:secret@presidio' }],
    ['an address that is no HTTP', { REDACT_PRESIDIO_URL: 'file:///presidio' }],
    ['no key', { ROLLCALL_VAULT_KEY: undefined }],
    ['a key that is none', { ROLLCALL_VAULT_KEY: 'k1:c2hvcnQ=' }],
    ['a threshold over 1', { REDACT_THRESHOLD: '2' }],
  ])('is refused with %s', (_, wrong) => {
    expect(() => readConfig({ ...env, ...wrong })).toThrow(
      expect.objectContaining({ code: 'config.invalid' }),
    );
  });
});
