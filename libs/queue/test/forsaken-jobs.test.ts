import { expect, it } from 'vitest';
import { forsaken } from '../src/forsaken.ts';

const held = (id: string, token = 't') => ({ id, token, started: 1, ended: 0 });

it('a job that is held at two looks and at work at none is forsaken', () => {
  expect(forsaken([held('a')], [held('a')], new Set())).toEqual([held('a')]);
});

it('a job at work, one that was just taken and one that was taken again are not', () => {
  expect(forsaken([held('a')], [held('a')], new Set(['a']))).toEqual([]);
  expect(forsaken([], [held('a')], new Set())).toEqual([]);
  expect(forsaken([held('a', 'first')], [held('a', 'second')], new Set())).toEqual([]);
});
