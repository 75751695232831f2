import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';

const least = {
  PORT: '7000',
  DATABASE_URL: 'postgres://localhost/rollcall',
  QUEUE_URL: 'postgres://localhost/rollcall',
};

describe('the configuration', () => {
  it('has limits for ingestion by default, and takes others', () => {
    expect(readConfig(least).limits).toEqual({
      documentBytes: 16_777_216,
      documents: 20_000,
      bodyBytes: 134_217_728,
      arrayBytes: 16_777_216,
    });
    expect(readConfig({ ...least, INGEST_MAX_DOCUMENTS: '5' }).limits.documents).toBe(5);
  });

  it('names everything that is wrong at once', () => {
    const wrong = () => readConfig({ ...least, DATABASE_URL: 'mysql://x', INGEST_MAX_BODY_BYTES: '-1' });
    expect(wrong).toThrowError(
      expect.objectContaining({
        code: 'config.invalid',
        details: {
          problems: [
            expect.stringContaining('DATABASE_URL'),
            expect.stringContaining('INGEST_MAX_BODY_BYTES'),
          ],
        },
      }),
    );
  });

  const leaking = { ...least, LOOKUP: 'leaking', LOOKUP_DATABASE_URL: 'postgres://localhost/lookup' };

  it('takes another server for lookups, and a leaking lookup on that server alone', () => {
    expect(readConfig(least).LOOKUP).toBe('pooled');
    expect(readConfig(leaking).LOOKUP).toBe('leaking');
    expect(() => readConfig({ ...leaking, LOOKUP_DATABASE_URL: undefined })).toThrowError(
      expect.objectContaining({
        code: 'config.invalid',
        details: { problems: [expect.stringContaining('LOOKUP_DATABASE_URL')] },
      }),
    );
  });

  it('refuses the leaking lookup in production', () => {
    expect(() => readConfig({ ...leaking, NODE_ENV: 'production' })).toThrowError(
      expect.objectContaining({
        code: 'config.invalid',
        details: { problems: [expect.stringContaining('production')] },
      }),
    );
    expect(readConfig({ ...leaking, LOOKUP: 'pooled', NODE_ENV: 'production' }).LOOKUP).toBe('pooled');
  });
});
