/**
 * Outlives the process that started it for as long as it takes to stop what that one left running.
 * Reads one JSON message a line; the end of the input means that the parent is gone, in whatever way.
 */
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Guarded, GuardMessage } from './guard.ts';
import { killGroup, postgresSteps, serviceSteps, stopProcess } from './stop-process.ts';

const SERVICE_DEADLINE_MS = 10_000;

const guarded = new Map<number, Guarded>();
const folders = new Set<string>();

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line) as GuardMessage;
  if ('guard' in message) guarded.set(message.guard.pid, message.guard);
  else if ('release' in message) guarded.delete(message.release);
  else if ('folder' in message) folders.add(message.folder);
  else folders.delete(message.keep);
}

const left = [...guarded.values()];
await Promise.all(
  left
    .filter(({ kind }) => kind === 'service')
    .map(async (service) => {
      await stopProcess(service, serviceSteps(SERVICE_DEADLINE_MS));
      killGroup(service.pid);
    }),
);
await Promise.all(
  left.filter(({ kind }) => kind === 'postgres').map((server) => stopProcess(server, postgresSteps)),
);
for (const folder of folders) await rm(folder, { recursive: true, force: true });
