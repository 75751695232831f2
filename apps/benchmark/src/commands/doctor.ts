import { type StackStatus, stackStatus } from '@rollcall/embedded';
import { builtInDataset } from '../dataset/built-in.ts';
import { type Finding, fault, look } from '../doctor/finding.ts';
import {
  checkDataset,
  checkFolder,
  checkNode,
  checkPostgres,
  checkSecrets,
  checkUser,
  postgresUser,
} from '../doctor/machine.ts';
import { checkDatabase, checkPorts, checkQueue, checkStack } from '../doctor/servers.ts';
import { exitStatus } from '../exit-status.ts';
import { stateDirOf } from '../session.ts';
import { paint } from '../terminal/style.ts';
import type { CommandContext } from './context.ts';

const marks = { good: ['green', '✓'], note: ['yellow', '·'], bad: ['red', '✗'] } as const;

const lineOf = ({ about, state, words }: Finding): string => {
  const [colour, mark] = marks[state];
  return `${paint(colour, mark)} ${about.padEnd(9)} ${words}`;
};

/** `rollcall doctor`: what is missing or wrong on this machine, in words; exit 1 where something is. */
export const doctorCommand = async (
  { config, print }: CommandContext,
  options: { json?: boolean },
): Promise<number> => {
  const stateDir = stateDirOf(config);
  const status = await stackStatus({ stateDir }).catch((thrown): Finding => fault('stack', thrown));
  const stack: StackStatus | undefined = 'about' in status ? undefined : status;
  const runAs = await postgresUser(stateDir);
  const findings = await Promise.all([
    look('node', () => checkNode()),
    look('user', () => checkUser(runAs)),
    look('postgres', () => checkPostgres(runAs)),
    look('folder', () => checkFolder(stateDir)),
    look('secrets', () => checkSecrets(stateDir)),
    'about' in status ? status : look('stack', () => checkStack(status)),
    look('ports', () => checkPorts(stack?.state ?? 'down')),
    look('dataset', () => checkDataset(builtInDataset())),
    look('database', () => checkDatabase(config.DATABASE_URL, config.DATABASE_POOLER)),
    look('queue', () => checkQueue(config.QUEUE_URL, config.QUEUE_PREFIX)),
  ]);
  const healthy = findings.every((finding) => finding.state !== 'bad');
  if (options.json) print(JSON.stringify({ healthy, findings }));
  else {
    const verdict = healthy ? 'Nothing is missing.' : 'The lines with ✗ need your hand.';
    print([...findings.map(lineOf), '', verdict].join('\n'));
  }
  return healthy ? exitStatus.complete : exitStatus.failed;
};
