import { describe, expect, it } from 'vitest';
import {
  asFailure,
  catalogue,
  errorBody,
  Failure,
  failureCodes,
  fromRecord,
  originOf,
} from '../src/index.ts';

describe('a failure', () => {
  it('has the fixed text of its code and keeps only class and codes of its cause', () => {
    const cause = Object.assign(new RangeError('Key (email)=(anna@example.com) exists'), {
      code: '23505',
      constraint: 'users_email',
      detail: 'anna@example.com',
    });
    const failure = new Failure('postgres.constraint', { cause });
    expect(failure.message).toBe(catalogue['postgres.constraint'].message);
    expect(failure.origin).toEqual({ class: 'RangeError', sqlstate: '23505', constraint: 'users_email' });
    expect(
      JSON.stringify(failure) + String(failure.stack) + JSON.stringify(errorBody(failure, null)),
    ).not.toContain('anna');
  });

  it('travels as a record and comes back', () => {
    const failure = new Failure('model.timeout', { stage: 'generate', details: { afterMs: 30_000 } });
    expect(fromRecord(failure.toRecord())).toMatchObject({
      code: 'model.timeout',
      stage: 'generate',
      details: { afterMs: 30_000 },
      status: 504,
      retryable: true,
    });
  });

  it('keeps the name of a code that only a newer build knows', () => {
    const newer = { code: 'model.of_next_year', details: { upstreamStatus: 418 } };
    expect(fromRecord(newer)).toMatchObject({
      code: 'internal.unexpected',
      details: { newerCode: 'model.of_next_year', upstreamStatus: 418 },
    });
  });

  it('does not take an errno of five letters for a SQLSTATE', () => {
    expect(originOf(Object.assign(new Error('x'), { code: 'EPIPE' }))).toMatchObject({ errno: 'EPIPE' });
    expect(originOf(Object.assign(new Error('x'), { code: 'XX000' }))).toMatchObject({ sqlstate: 'XX000' });
  });

  it('is made of anything that is thrown', () => {
    expect(asFailure('text').code).toBe('internal.unexpected');
    expect(asFailure(new Error('x'), 'redact.failed').code).toBe('redact.failed');
    const failure = new Failure('row.lost');
    expect(asFailure(failure, 'redact.failed')).toBe(failure);
    expect(originOf(null)).toEqual({ class: 'object' });
  });
});

it('every code has a status of an error, a text and a remedy', () => {
  for (const code of failureCodes) {
    expect(code).toMatch(/^[a-z]+\.[a-z_]+$/);
    expect(catalogue[code].status).toBeGreaterThanOrEqual(400);
    expect(catalogue[code].message).not.toBe('');
    expect(catalogue[code].remedy).not.toBe('');
  }
});
