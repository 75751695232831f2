import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { faults } from '../src/faults.ts';
import { readOptions } from '../src/options.ts';

const page = readFileSync(new URL('../../../docs/fault-suite.md', import.meta.url), 'utf8');

it('docs/fault-suite.md has a line for every fault, with what is done and what is expected', () => {
  const lines = [...page.matchAll(/^\| `([a-z0-9-]+)` +\| (.+?) +\|/gm)].map(([, name, what]) => ({
    name,
    what,
  }));
  expect(lines).toEqual(faults.map(({ name, what }) => ({ name, what })));
});

it('the command line is strict', () => {
  expect(readOptions(['--times', '10', '--backend', 'redis', '--only', 'redis-hung'])).toMatchObject({
    times: 10,
    backends: ['redis'],
    only: ['redis-hung'],
  });
  expect(() => readOptions(['--only', 'no-such-fault'])).toThrow('there is no fault no-such-fault');
  expect(() => readOptions(['--times', '0'])).toThrow(TypeError);
  expect(() => readOptions(['--backend', 'kafka'])).toThrow(TypeError);
});
