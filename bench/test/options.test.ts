import { expect, it } from 'vitest';
import { readOptions } from '../options.ts';

it('measures everything three times where nothing is said', () => {
  expect(readOptions([])).toEqual({
    runs: 3,
    documents: { bare: 2000, empty: 2000, whole: 400 },
    warmUp: 1000,
    backends: ['postgres', 'redis'],
    systems: ['bare', 'empty', 'whole'],
    json: false,
    out: false,
  });
});

it('takes one number of documents for all, and no warm-up where it is told so', () => {
  expect(readOptions(['--documents', '50', '--warm-up', '0'])).toMatchObject({
    documents: { bare: 50, empty: 50, whole: 50 },
    warmUp: 0,
  });
});

it('limits what is named and leaves the other kind whole', () => {
  expect(readOptions(['--only', 'bare,empty'])).toMatchObject({
    systems: ['bare', 'empty'],
    backends: ['postgres', 'redis'],
  });
  expect(readOptions(['--only', 'whole,redis'])).toMatchObject({ systems: ['whole'], backends: ['redis'] });
});

it('refuses what it does not know', () => {
  expect(() => readOptions(['--only', 'mongodb'])).toThrow(TypeError);
  expect(() => readOptions(['--runs', '0'])).toThrow(TypeError);
  expect(() => readOptions(['--fast'])).toThrow(TypeError);
});
