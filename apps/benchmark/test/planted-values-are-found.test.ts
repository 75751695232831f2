import { expect, it } from 'vitest';
import { findValues } from './system/planted-values.ts';

it('the search finds what is there, wherever it stands, and nothing else', () => {
  const places = [
    { name: 'log', text: 'x anna@example.com y' },
    { name: 'queue', text: '{"a":"+44 20 7946 0018"}' },
    { name: 'clean', text: 'anna@example.co' },
  ];
  const values = ['anna@example.com', '+44 20 7946 0018', 'short', 'absent@example.com'];
  expect(findValues(places, values)).toEqual([
    { place: 'log', value: 'anna@example.com' },
    { place: 'queue', value: '+44 20 7946 0018' },
  ]);
});
