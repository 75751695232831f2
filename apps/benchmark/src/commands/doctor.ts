import { access, constants, stat, statfs } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_PORT_BASE, isPortFree, packagedFolder, stackStatus } from '@rollcall/embedded';
import { asFailure } from '@rollcall/failures';
import { neededSchema, openDatabase, schemaVersion } from '@rollcall/postgres';
import { openQueue } from '@rollcall/queue';
import { createLog } from '@rollcall/telemetry';
import { builtInDataset } from '../dataset/built-in.ts';
import { exitStatus } from '../exit-status.ts';
import { findRoot } from '../root.ts';
import { stateDirOf } from '../session.ts';
import { paint } from '../terminal/style.ts';
import type { CommandContext } from './context.ts';

const GiB = 1024 ** 3;

type Finding = { about: string; state: 'good' | 'note' | 'bad'; words: string };

const good = (about: string, words: string): Finding => ({ about, state: 'good', words });
const remark = (about: string, words: string): Finding => ({ about, state: 'note', words });
const bad = (about: string, words: string): Finding => ({ about, state: 'bad', words });

const node = (): Finding => {
  const major = Number(process.versions.node.split('.')[0]);
  return major >= 24
    ? good('node', `${process.version}, runs TypeScript by itself`)
    : bad('node', `${process.version} is too old; run \`npm install\`, which brings Node 24`);
};

const user = (): Finding => {
  const { username, uid } = userInfo();
  return uid === 0
    ? remark('user', 'root: the embedded Postgres runs as an unprivileged user of this machine')
    : good('user', `${username}: the embedded Postgres runs as this user`);
};

const binaries = async (): Promise<Finding> => {
  try {
    return good('postgres', `the binaries are there: ${await packagedFolder()}`);
  } catch (thrown) {
    return bad('postgres', `${asFailure(thrown).message} Run \`npm install\`, or set DATABASE_URL.`);
  }
};

const disk = async (folder: string): Promise<Finding> => {
  const { bavail, bsize } = await statfs(folder);
  const free = (bavail * bsize) / GiB;
  const words = `${free.toFixed(1)} GiB free`;
  return free < 1 ? bad('disk', `${words}: too little for Postgres and its log`) : good('disk', words);
};

const writable = async (folder: string): Promise<Finding> => {
  try {
    await access(folder, constants.W_OK);
    return good('folder', `${folder} can be written`);
  } catch {
    return bad('folder', `${folder} cannot be written; set ROLLCALL_STATE to a folder that can`);
  }
};

const ports = async (state: string): Promise<Finding> => {
  if (state === 'up') return good('ports', 'in use by the running stack');
  const taken: number[] = [];
  for (let port = DEFAULT_PORT_BASE; port < DEFAULT_PORT_BASE + 8; port += 1) {
    if (!(await isPortFree(port))) taken.push(port);
  }
  return taken.length === 0
    ? good('ports', `${DEFAULT_PORT_BASE} to ${DEFAULT_PORT_BASE + 7} are free`)
    : remark('ports', `taken: ${taken.join(', ')}; \`up\` will look further, or name one with --port-base`);
};

const secrets = async (stateDir: string): Promise<Finding> => {
  const found = await stat(join(stateDir, 'secrets.json')).catch(() => undefined);
  if (!found) return good('secrets', 'none yet; the first start makes them');
  return (found.mode & 0o077) === 0
    ? good('secrets', 'readable by their owner only')
    : bad('secrets', 'others can read .rollcall/secrets.json; run `chmod 600` on it');
};

const dataset = async (): Promise<Finding> => {
  const found = await stat(builtInDataset()).catch(() => undefined);
  return found ? good('dataset', 'the built-in set is there') : bad('dataset', 'the built-in set is missing');
};

const database = async (url: string | undefined): Promise<Finding> => {
  if (url === undefined) return good('database', 'embedded (DATABASE_URL is not set)');
  const db = openDatabase({ url, service: 'doctor', max: 1, acquireTimeoutMs: 3000 });
  try {
    const version = await schemaVersion(db);
    return version >= neededSchema
      ? good('database', `answers, schema ${version}`)
      : bad('database', `schema ${version}, needed ${neededSchema}: run \`rollcall migrate\``);
  } catch (thrown) {
    const { code, message } = asFailure(thrown);
    return bad('database', `${message} (${code})`);
  } finally {
    await db.close();
  }
};

const queue = async (url: string | undefined, prefix: string): Promise<Finding> => {
  if (url === undefined) return good('queue', 'on the database (QUEUE_URL is not set)');
  try {
    const opened = openQueue({ url, prefix, service: 'doctor', consumers: 0, log: createLog('doctor') });
    await opened.ping().finally(() => opened.close());
    return good('queue', `answers (${opened.backend})`);
  } catch (thrown) {
    const { code, message } = asFailure(thrown);
    return bad('queue', `${message} (${code})`);
  }
};

const marks = { good: ['green', '✓'], note: ['yellow', '·'], bad: ['red', '✗'] } as const;

/** `rollcall doctor`: what is missing or wrong on this machine, in words; exit 1 where something is. */
export const doctorCommand = async (
  { config, print }: CommandContext,
  options: { json?: boolean },
): Promise<number> => {
  const stateDir = stateDirOf(config);
  const status = await stackStatus({ stateDir });
  const findings = await Promise.all([
    node(),
    user(),
    binaries(),
    disk(findRoot()),
    writable(findRoot()),
    ports(status.state),
    secrets(stateDir),
    dataset(),
    database(config.DATABASE_URL),
    queue(config.QUEUE_URL, config.QUEUE_PREFIX),
  ]);
  const healthy = findings.every((finding) => finding.state !== 'bad');
  if (options.json) print(JSON.stringify({ healthy, findings }));
  else {
    for (const { about, state, words } of findings) {
      const [colour, mark] = marks[state];
      print(`${paint(colour, mark)} ${about.padEnd(9)} ${words}`);
    }
    print(healthy ? '\nNothing is missing.' : '\nThe lines with ✗ need your hand.');
  }
  return healthy ? exitStatus.complete : exitStatus.failed;
};
