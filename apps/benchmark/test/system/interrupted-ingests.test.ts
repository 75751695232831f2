import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '@rollcall/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectionsDelete } from '../../src/commands/collections.ts';
import { documentsDelete } from '../../src/commands/documents.ts';
import { exitStatus } from '../../src/exit-status.ts';
import type { SentTotals } from '../../src/ingest/send-documents.ts';
import { findTarget } from '../../src/session.ts';
import { randomDocuments, randomQuestions } from '../random-documents.ts';
import { startWholeSystem, type WholeSystem } from './whole-system.ts';

const count = 4000;
const questions = randomQuestions(2, 60);

describe('an ingestion that is killed and run again', () => {
  let system: WholeSystem;
  let token: string | undefined;
  let file: string;
  let undisturbed: Awaited<ReturnType<typeof stateOf>>;

  beforeAll(async () => {
    system = await startWholeSystem({ queue: (url) => ({ url, prefix: 'ingests' }) });
    ({ token } = await findTarget(system.config));
    file = join(system.stateDir, 'documents.jsonl');
    writeFileSync(
      file,
      randomDocuments(1, count)
        .map((document) => JSON.stringify(document))
        .join('\n'),
    );
    expect((await ended(startCommand('undisturbed'))).totals).toMatchObject({ documents: count, failed: 0 });
    undisturbed = await stateOf('undisturbed');
  });
  afterAll(() => system.stop());

  /** The command as a process of its own, as a person runs it. */
  const startCommand = (collection: string): ChildProcess => {
    const { DATABASE_URL, QUEUE_URL, QUEUE_PREFIX, ROLLCALL_STATE } = system.config;
    const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
    return spawn(process.execPath, [main, 'ingest', file, '--collection', collection, '--json'], {
      env: { PATH: process.env.PATH, DATABASE_URL, QUEUE_URL, QUEUE_PREFIX, ROLLCALL_STATE },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  };

  const ended = async (command: ChildProcess): Promise<{ status: number | null; totals: SentTotals }> => {
    let printed = '';
    command.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString('utf8');
    });
    const status = await new Promise<number | null>((resolve) => command.once('close', resolve));
    return { status, totals: printed === '' ? undefined : JSON.parse(printed) };
  };

  const call = async (path: string, init: RequestInit = {}): Promise<Record<string, unknown>> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(`${system.stack.file.services.retriever?.url}${path}`, { ...init, headers });
    return response.json() as Promise<Record<string, unknown>>;
  };

  const sizeOf = async (collection: string) => {
    const { collections } = (await call('/v1/collections')) as {
      collections: { name: string; documents: number; passages: number }[];
    };
    const { documents, passages } = collections.find(({ name }) => name === collection) ?? {
      documents: 0,
      passages: 0,
    };
    return { documents, passages };
  };

  /** Sizes, and all answers as they are sent but for the passages' ids, which are drawn by chance. */
  const stateOf = async (collection: string) => {
    const answers: string[] = [];
    for (const query of questions) {
      const body = JSON.stringify({ query, collection, k: 10 });
      const { passages } = await call('/v1/retrieve', { method: 'POST', body });
      const bytes = JSON.stringify(passages, (key, value) => (key === 'passageId' ? undefined : value));
      answers.push(createHash('sha256').update(bytes).digest('hex'));
    }
    return { ...(await sizeOf(collection)), answers };
  };

  /** A killed retriever is back in seconds on a quiet machine, and in half a minute on a very busy one. */
  const inTheMiddle = (collection: string, least: number): Promise<void> => {
    let seen: unknown = 'nothing';
    const check = async (): Promise<boolean> => {
      seen = await sizeOf(collection)
        .then(({ documents }) => documents)
        .catch(String);
      return typeof seen === 'number' && seen >= least && seen < count;
    };
    return until(() => `${collection} has ${least} of ${count} documents (seen: ${seen})`, check, 60_000);
  };

  it('has the index of an undisturbed one where the command was killed', async () => {
    for (const least of [1, count / 2]) {
      const command = startCommand('killed-command');
      const over = ended(command);
      await inTheMiddle('killed-command', least);
      command.kill('SIGKILL');
      await over;
      expect((await sizeOf('killed-command')).documents).toBeLessThan(count);
    }
    const { status, totals } = await ended(startCommand('killed-command'));
    expect(status).toBe(exitStatus.complete);
    expect(totals.documents + totals.unchanged).toBe(count);
    expect(totals.unchanged).toBeGreaterThanOrEqual(count / 2);
    expect(await stateOf('killed-command')).toEqual(undisturbed);
  });

  it('goes on by itself where the retriever was killed, and has the same index', async () => {
    const over = ended(startCommand('killed-retriever'));
    for (const least of [1, count / 2]) {
      const killed = system.stack.file.services.retriever?.pid;
      await inTheMiddle('killed-retriever', least);
      process.kill(killed ?? 0, 'SIGKILL');
      await until(
        'the retriever is started again',
        () => system.stack.file.services.retriever?.pid !== killed,
      );
    }
    const { status, totals } = await over;
    expect(status).toBe(exitStatus.complete);
    expect(totals.failed).toBe(0);
    expect(await stateOf('killed-retriever')).toEqual(undisturbed);
  });

  it('is gone once its collection is deleted, in front of the gateway too', async () => {
    const printed: string[] = [];
    const context = {
      config: system.config,
      print: (line: string) => void printed.push(line),
      note: () => {},
    };
    const options = { collection: 'undisturbed', json: true };
    expect(await documentsDelete(context, ['document-7'], options)).toBe(exitStatus.complete);
    expect(await collectionsDelete(context, 'undisturbed', { yes: true, json: true })).toBe(
      exitStatus.complete,
    );
    expect(JSON.parse(printed[1] ?? '')).toMatchObject({ collections: 1, documents: count - 1 });
    expect(await sizeOf('undisturbed')).toEqual({ documents: 0, passages: 0 });
    expect(
      await call('/v1/retrieve', { method: 'POST', body: '{"query":"a","collection":"undisturbed"}' }),
    ).toMatchObject({
      error: { code: 'collection.not_found' },
    });
  });
});
