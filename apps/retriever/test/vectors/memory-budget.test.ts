import { describe, expect, it } from 'vitest';
import { createMemoryBudget } from '../../src/memory-budget.ts';

describe('the memory budget', () => {
  it('gives up what was used least recently, until the new fits', () => {
    const budget = createMemoryBudget(() => 100);
    const dropped: string[] = [];
    const keep = (key: string, bytes: number) => budget.keep(key, bytes, () => dropped.push(key));
    for (const key of ['a', 'b', 'c']) expect(keep(key, 30)).toBe(true);
    budget.touch('a');
    expect(keep('d', 50)).toBe(true);
    expect(dropped).toEqual(['b', 'c']);
    expect(budget.stats()).toEqual({ bytes: 80, evictions: 2 });
  });

  it('does not keep what is larger than all of it, and gives up nothing for it', () => {
    const budget = createMemoryBudget(() => 100);
    budget.keep('a', 60, () => expect.unreachable());
    expect(budget.keep('b', 101, () => {})).toBe(false);
    expect(budget.stats()).toEqual({ bytes: 60, evictions: 0 });
  });

  it('counts a thing that grows once, and nothing that was freed', () => {
    const budget = createMemoryBudget(() => 100);
    budget.keep('a', 20, () => expect.unreachable());
    budget.keep('a', 70, () => expect.unreachable());
    expect(budget.stats().bytes).toBe(70);
    budget.free('a');
    budget.free('a');
    expect(budget.stats()).toEqual({ bytes: 0, evictions: 0 });
  });

  it('gives room to others who take of the same limit', () => {
    let limit = 100;
    const budget = createMemoryBudget(() => limit);
    const dropped: string[] = [];
    for (const key of ['a', 'b']) budget.keep(key, 40, () => dropped.push(key));
    limit = 50;
    budget.touch('a');
    expect(dropped).toEqual(['b']);
    expect(budget.stats().bytes).toBe(40);
    expect(budget.keep('c', 51, () => {})).toBe(false);
  });
});
