import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { errnoOf } from './private-file.ts';

/**
 * A process that can be told from a later one with the same number. `startTime` is in clock ticks since
 * boot (field 22 of `/proc/<pid>/stat`, proc(5)); null where the system has no `/proc`.
 */
export const processIdentity = z.object({
  pid: z.number().int().positive(),
  startTime: z.string().nullable(),
});

export type ProcessIdentity = z.infer<typeof processIdentity>;

const hasProc = existsSync('/proc/self/stat');

/** The identity of a process that runs now. */
export const identify = (pid: number): ProcessIdentity => ({
  pid,
  startTime: statOf(pid)?.startTime ?? null,
});

/** True while this very process runs. One that has ended and waits to be collected (a zombie) counts as ended. */
export const isAlive = ({ pid, startTime }: ProcessIdentity): boolean => {
  if (hasProc) {
    const found = statOf(pid);
    if (found === undefined || found.state === 'Z' || found.state === 'X') return false;
    return startTime === null || found.startTime === startTime;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return errnoOf(thrown) === 'EPERM';
  }
};

/** State letter and start time out of the text of `/proc/<pid>/stat`; the name in brackets may hold anything. */
export const parseProcStat = (text: string): { state: string; startTime: string } | undefined => {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, startTime] = [fields[0], fields[19]];
  return state === undefined || startTime === undefined ? undefined : { state, startTime };
};

const statOf = (pid: number) => {
  try {
    return parseProcStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
};
