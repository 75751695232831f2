import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectionsDelete, collectionsList } from '../src/commands/collections.ts';
import type { CommandContext } from '../src/commands/context.ts';
import { documentsDelete } from '../src/commands/documents.ts';
import { ingestCommand } from '../src/commands/ingest.ts';
import { readConfig } from '../src/config.ts';
import { exitStatus } from '../src/exit-status.ts';

const shop = {
  name: 'shop',
  documents: 1234,
  passages: 5678,
  version: 3,
  language: 'english',
  redaction: 'mask',
  abstain: true,
  drop: true,
  grounding: 'retry',
};
/** As a retriever of an earlier version lists it. */
const older = { ...shop, name: 'older', abstain: false, drop: undefined, grounding: undefined };
const notFound = (code: string) => ({ error: { code, message: 'm', retryable: false, traceId: null } });

let server: Server;
let folder: string;
let asked: string[];
let context: CommandContext;
let printed: string[];
let noted: string[];

beforeEach(async () => {
  [asked, printed, noted] = [[], [], []];
  folder = mkdtempSync(join(tmpdir(), 'rollcall-documents-'));
  server = createServer(async (request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    const answer = (status: number, body: unknown) => response.writeHead(status).end(JSON.stringify(body));
    if (request.method === 'POST') {
      const documents = (await text(request)).split('\n').length;
      const failed = Array.from({ length: documents }, (_, index) => ({
        position: index + 1,
        id: `d${index}`,
        code: 'document.invalid',
        message: 'm',
        details: { fields: ['text'] },
      }));
      answer(200, { documents: 0, passages: 0, unchanged: 0, failed });
    } else if (request.method === 'GET') answer(200, { collections: [shop, older] });
    else if (request.url === '/v1/documents/a%2F1?collection=shop')
      answer(200, { documents: 1, passages: 4 });
    else if (request.url?.startsWith('/v1/documents/')) answer(404, notFound('document.not_found'));
    else if (request.url === '/v1/collections/shop') answer(200, { ...shop, collections: 1 });
    else answer(404, notFound('collection.not_found'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  context = {
    // No database: a key and a gateway are enough.
    config: readConfig({ ROLLCALL_STATE: folder, GATEWAY_URL: url, ROLLCALL_KEY: 'rc_key' }),
    print: (line) => printed.push(line),
    note: (line) => noted.push(line),
  };
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

describe('collections', () => {
  it('are listed with their sizes and policies, by the tenant’s key', async () => {
    expect(await collectionsList(context, {})).toBe(exitStatus.complete);
    expect(printed.join('\n')).toMatch(/shop +1,234 +5,678 +english +mask +drop, abstain +retry/);
    expect(printed.join('\n')).toMatch(/older .* annotate +as asked/);
    expect(asked).toEqual(['GET /v1/collections Bearer rc_key']);
    printed = [];
    await collectionsList(context, { json: true });
    expect(JSON.parse(printed.join(''))).toEqual({ collections: [shop, JSON.parse(JSON.stringify(older))] });
  });

  it('are deleted only with --yes; without it one is told what would go', async () => {
    expect(await collectionsDelete(context, 'shop', {})).toBe(exitStatus.usage);
    expect(noted.join()).toContain('1234 documents');
    expect(asked.filter((each) => each.startsWith('DELETE'))).toEqual([]);
    expect(await collectionsDelete(context, 'shop', { yes: true })).toBe(exitStatus.complete);
    expect(asked.at(-1)).toBe('DELETE /v1/collections/shop Bearer rc_key');
    expect(printed).toEqual(['Deleted: 1234 documents (5678 passages).']);
  });

  it('that are not there fail by code, with --yes and without', async () => {
    for (const yes of [true, false]) {
      await expect(collectionsDelete(context, 'no where', { yes })).rejects.toMatchObject({
        code: 'collection.not_found',
      });
    }
    expect(asked).toContain('DELETE /v1/collections/no%20where Bearer rc_key');
  });
});

describe('documents', () => {
  it('are deleted by their ids; one that is not there is told and does not stop the others', async () => {
    expect(await documentsDelete(context, ['none', 'a/1'], { collection: 'shop' })).toBe(exitStatus.failed);
    expect(noted.join()).toContain('"none"');
    expect(printed).toEqual(['1 deleted (4 passages), 1 not found.']);
    expect(await documentsDelete(context, ['a/1'], { collection: 'shop' })).toBe(exitStatus.complete);
  });

  it('that fail are shown up to ten, and written to a file that only its owner reads', async () => {
    const path = join(folder, 'documents.jsonl');
    const lines = Array.from({ length: 12 }, (_, index) => JSON.stringify({ id: `d${index}`, text: '' }));
    writeFileSync(path, [...lines, 'nonsense'].join('\n'));
    const failures = join(folder, 'failures.jsonl');
    expect(await ingestCommand(context, [path], { collection: 'shop', failures })).toBe(exitStatus.failed);
    const shown = printed.join('\n');
    expect(shown).toContain('0 documents written (0 passages), 0 unchanged, 13 failed.');
    expect(shown.match(/(document\.invalid|ingest\.unreadable) +/g)).toHaveLength(10);
    expect(shown).toContain('and 3 more');
    const written = readFileSync(failures, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(written).toHaveLength(13);
    expect(written).toContainEqual({
      file: path,
      line: 12,
      id: 'd11',
      code: 'document.invalid',
      message: 'm',
      details: { fields: ['text'] },
    });
    expect(written).toContainEqual(
      expect.objectContaining({ line: 13, id: null, code: 'ingest.unreadable' }),
    );
    expect(statSync(failures).mode & 0o777).toBe(0o600);
  });

  it('are counted for machines with --json', async () => {
    const path = join(folder, 'a.txt');
    writeFileSync(path, 'text');
    expect(await ingestCommand(context, [path], { collection: 'shop', json: true })).toBe(exitStatus.failed);
    expect(JSON.parse(printed.join(''))).toMatchObject({
      documents: 0,
      failed: 1,
      failures: [{ place: { file: path }, id: 'd0', code: 'document.invalid' }],
    });
  });

  it('are wanted: a source without one is refused', async () => {
    const path = join(folder, 'empty.jsonl');
    writeFileSync(path, '\n\n');
    await expect(ingestCommand(context, [path], { collection: 'shop' })).rejects.toMatchObject({
      code: 'dataset.empty',
    });
  });
});
