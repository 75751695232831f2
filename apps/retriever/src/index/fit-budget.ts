/** A snapshot in memory. Times in milliseconds of one clock. */
export type Held = { id: string; bytes: number; usedAt: number };

/**
 * A snapshot that was used within this time is not given up for another one: two that do not fit beside each
 * other would be read again and again.
 */
const keptMs = 30_000;

/**
 * Which snapshots to give up, the least recently used first, so that `bytes` more for the collection `id` fit
 * into the budget; undefined where they cannot be made to fit. Pure.
 */
export const fitBudget = (
  held: readonly Held[],
  wanted: { id: string; bytes: number },
  budget: { bytes: number; nowMs: number },
): string[] | undefined => {
  const others = held.filter(({ id }) => id !== wanted.id).sort((a, b) => a.usedAt - b.usedAt);
  let used = others.reduce((sum, { bytes }) => sum + bytes, 0) + wanted.bytes;
  const given: string[] = [];
  for (const { id, bytes, usedAt } of others) {
    if (used <= budget.bytes) break;
    if (budget.nowMs - usedAt < keptMs) break;
    given.push(id);
    used -= bytes;
  }
  return used <= budget.bytes ? given : undefined;
};
