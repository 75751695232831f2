import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Processor seconds (user and system) by process name. */
export type Cpu = Record<string, number>;

const hasProc = existsSync('/proc/self/stat');

/** Clock ticks a second of `/proc` (proc(5), sysconf(_SC_CLK_TCK)). */
const ticks = hasProc ? Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' })) : Number.NaN;

/** Parent and processor ticks of one process out of its `/proc/<pid>/stat`; children that it has collected count. */
export const parseStat = (text: string): { parent: number; ticks: number } => {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  // Fields 4 (ppid) and 14 to 17 (utime, stime, cutime, cstime) of proc(5); `fields` starts at field 3.
  const used = fields.slice(11, 15).map(Number);
  return { parent: Number(fields[1]), ticks: used.reduce((sum, each) => sum + each, 0) };
};

const processes = (): Map<number, { parent: number; ticks: number }> => {
  const found = new Map<number, { parent: number; ticks: number }>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      found.set(Number(name), parseStat(readFileSync(`/proc/${name}/stat`, 'utf8')));
    } catch {
      // It has ended between the listing and the reading.
    }
  }
  return found;
};

/**
 * What these processes and all their children have used until now, and this process (`enqueuer`) without its
 * children; undefined where there is no `/proc`. A Postgres' backends are children of its first process.
 */
export const cpuOf = (pids: Record<string, number>): Cpu | undefined => {
  if (!hasProc) return undefined;
  const all = processes();
  const { user, system } = process.cpuUsage();
  const tree = (pid: number): number => {
    let sum = all.get(pid)?.ticks ?? 0;
    for (const [child, { parent }] of all) if (parent === pid) sum += tree(child);
    return sum;
  };
  const trees = Object.entries(pids).map(([name, pid]) => [name, tree(pid) / ticks] as const);
  return { ...Object.fromEntries(trees), enqueuer: (user + system) / 1e6 };
};

/** What was used between two readings. */
export const cpuBetween = (before: Cpu | undefined, after: Cpu | undefined): Cpu | undefined => {
  if (before === undefined || after === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(after).map(([name, seconds]) => [name, Math.max(0, seconds - (before[name] ?? 0))]),
  );
};
