import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@rollcall/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const services = ['gateway', 'retriever', 'redactor', 'grounder', 'model-proxy', 'small-model', 'console'];

/** What a service is told in its image; the servers behind these addresses are away. */
const environment = {
  PATH: '/usr/bin:/bin',
  HOST: '127.0.0.1',
  DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none',
  QUEUE_URL: 'redis://127.0.0.1:9',
  MODEL_BASE_URL: 'http://127.0.0.1:9/v1',
  ROLLCALL_VAULT_KEY: `k1:${randomBytes(32).toString('base64')}`,
};

describe('a bundle, with nothing of the checkout beside it but installed packages', () => {
  let folder: string;
  const running: ChildProcess[] = [];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-dist-'));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  });
  afterAll(() => {
    for (const child of running) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  const unpack = (app: string): string => {
    const dist = join(root, 'apps', app, 'dist');
    expect(existsSync(dist), `${app} is built: npx nx build @rollcall/${app}`).toBe(true);
    const place = join(folder, app);
    cpSync(dist, place, { recursive: true });
    return place;
  };

  it.each(services)('%s starts and is live', async (app) => {
    const port = await freePort();
    const child = spawn(process.execPath, ['--import', './app/telemetry.js', 'app/main.js'], {
      cwd: unpack(app),
      env: { ...environment, PORT: String(port), OTEL_SERVICE_NAME: app },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    running.push(child);
    let said = '';
    child.stderr?.on('data', (chunk) => {
      said += chunk;
    });
    const live = async (): Promise<unknown> => {
      for (let tries = 0; tries < 100; tries += 1) {
        const answer = await fetch(`http://127.0.0.1:${port}/livez`).catch(() => undefined);
        if (answer) return answer.json();
        if (child.exitCode !== null) return said;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      return said;
    };
    expect(await live()).toEqual({ live: true, service: app, pid: child.pid });
    child.kill('SIGKILL');
  });

  it('the command answers --help', async () => {
    const child = spawn(process.execPath, ['app/main.js', '--help'], { cwd: unpack('benchmark') });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
    });
    expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(0);
    expect(text).toContain('Usage: rollcall');
  });
});
