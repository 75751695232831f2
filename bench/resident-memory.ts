import { readFileSync } from 'node:fs';

const KIB = 1024;

/** Resident memory of a process in bytes out of its `/proc/<pid>/status` (proc(5)); undefined without such a line. */
export const parseStatus = (text: string): number | undefined => {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1];
  return kib === undefined ? undefined : Number(kib) * KIB;
};

/** Resident memory of a process in bytes; undefined where there is no `/proc`, or no such process any more. */
export const residentMemory = (pid: number): number | undefined => {
  try {
    return parseStatus(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return undefined;
  }
};
