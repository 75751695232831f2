import { STOP_DEADLINE_MS, wavesOf } from './children.ts';
import { isAlive } from './process-identity.ts';
import { readStackFile, removeStackFile, type StackFile } from './stack-file.ts';
import { killGroup, postgresSteps, serviceSteps, stopProcess } from './stop-process.ts';

/** A launcher stops its stack wave by wave before it ends, so it gets the time of several waves. */
const LAUNCHER_DEADLINE_MS = 90_000;

/**
 * Stops the stack that the state folder's file describes, whoever started it: its launcher first where it
 * is supervised, then what is left of its services wave by wave, then its Postgres. Resolves to false
 * where nothing was running. Throws `stack.file_invalid`.
 */
export const stopStack = async (options: { stateDir: string }): Promise<boolean> => {
  const file = await readStackFile(options.stateDir);
  if (file === undefined) return false;
  const stopped = await stopRecorded(file);
  await removeStackFile(options.stateDir);
  return stopped;
};

/** As `stopStack`, for a file in hand. A launcher that is this very process is left to its own `stop()`. */
export const stopRecorded = async (file: StackFile): Promise<boolean> => {
  const { launcher, postgres } = file;
  const services = Object.values(file.services);
  const parts = [...services, ...(postgres ? [postgres] : []), ...(launcher ? [launcher] : [])];
  const found = parts.some(isAlive);
  if (launcher !== undefined && launcher.pid !== process.pid) {
    await stopProcess(launcher, serviceSteps(LAUNCHER_DEADLINE_MS));
  }
  for (const wave of wavesOf(services)) {
    await Promise.all(
      wave.filter(isAlive).map(async (service) => {
        await stopProcess(service, serviceSteps(STOP_DEADLINE_MS));
        killGroup(service.pid);
      }),
    );
  }
  if (postgres !== undefined) await stopProcess(postgres, postgresSteps);
  return found;
};
