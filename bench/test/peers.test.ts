import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installPeers } from '../peers/install.ts';
import { mark, peerNames, peers, replacedIn } from '../redaction/peers.ts';
import { openMiniSearch } from '../search/minisearch.ts';

// The peers are not installed for the tests: what is used of each is stood in for.

const json = (file: string) =>
  JSON.parse(readFileSync(fileURLToPath(new URL(file, import.meta.url)), 'utf8'));

describe('what the benches compare with', () => {
  const { dependencies } = json('../peers/package.json') as { dependencies: Record<string, string> };

  it('is pinned, and every redactor of it is measured', () => {
    expect(Object.keys(dependencies)).toEqual(expect.arrayContaining([...peerNames, 'minisearch']));
    expect(Object.values(dependencies).filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it('comes with nobody’s install of the repository', () => {
    const installed = Object.keys(json('../../package-lock.json').packages);
    const names = Object.keys(dependencies);
    expect(installed.filter((path) => names.some((name) => path.endsWith(`node_modules/${name}`)))).toEqual(
      [],
    );
  });
});

describe('installing the peers', () => {
  let folder: string;
  let said: string[];
  const install = (npm: (args: readonly string[]) => boolean): boolean =>
    installPeers({ folder, npm, say: (line) => said.push(line) });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-peers-'));
    writeFileSync(join(folder, 'package-lock.json'), '{}');
    said = [];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('happens once for a lock file, without scripts, and is said', () => {
    const calls: (readonly string[])[] = [];
    const npm = (args: readonly string[]): boolean => {
      calls.push(args);
      mkdirSync(join(folder, 'node_modules'), { recursive: true });
      return true;
    };
    expect([install(npm), install(npm)]).toEqual([true, true]);
    expect(calls).toEqual([expect.arrayContaining(['ci', '--ignore-scripts', '--prefix', folder])]);
    expect(said).toHaveLength(1);
    writeFileSync(join(folder, 'package-lock.json'), '{"changed": true}');
    expect(install(npm)).toBe(true);
    expect(calls).toHaveLength(2);
  });

  it('that fails says what can be measured without them, and is tried again', () => {
    expect(install(() => false)).toBe(false);
    expect(said.join('\n')).toContain('--only ours');
    expect(install(() => false)).toBe(false);
    expect(said).toHaveLength(8);
  });
});

describe('what a peer replaced', () => {
  const valuesIn = (original: string, redacted: string): string[] =>
    replacedIn(original, redacted).map(({ start, end }) => original.slice(start, end));

  it('is found in the original', () => {
    expect(valuesIn('Hi Bo, ring 1 now', `Hi ${mark}, ring ${mark} now`)).toEqual(['Bo', '1']);
    expect(valuesIn('Bo', mark)).toEqual(['Bo']);
    expect(valuesIn('a b c c', `a ${mark} c`)).toEqual(['b c']);
    expect(valuesIn('nothing', 'nothing')).toEqual([]);
    // It has changed other characters: nothing is claimed behind that place.
    expect(valuesIn('Bo  and Cy', `${mark} and, ${mark}`)).toEqual([]);
  });
});

describe('a peer', () => {
  /** As two of them are: a class that puts one text in place of every `Bo`. */
  class Replacing {
    readonly #by: string;
    constructor({ globalReplaceWith }: { globalReplaceWith: string }) {
      this.#by = globalReplaceWith;
    }
    redact(text: string): string {
      return text.replaceAll('Bo', this.#by);
    }
  }

  it.each([
    ['redact-pii', { SyncRedactor: Replacing }],
    ['@redactpii/node', { Redactor: Replacing }],
  ] as const)('%s answers a text, whose values are found again', async (name, loaded) => {
    expect(await peers[name].adapt(loaded)('Hi Bo')).toEqual([{ start: 3, end: 5 }]);
  });

  it('@openredaction/core answers positions', async () => {
    class OpenRedaction {
      async detect(text: string) {
        return { detections: [{ position: [3, text.length], type: 'NAME' }] };
      }
    }
    const found = await peers['@openredaction/core'].adapt({ OpenRedaction })('Hi Bo');
    expect(found).toEqual([{ start: 3, end: 5 }]);
  });

  it('compromise answers offsets and lengths of each view', async () => {
    const view = (...offsets: [number, number][]) => ({
      json: ({ offset }: { offset: true }) =>
        offset ? offsets.map(([start, length]) => ({ offset: { start, length } })) : [],
    });
    const read = {
      people: () => view([3, 2]),
      places: () => view(),
      organizations: () => view([9, 4]),
      emails: () => view(),
      phoneNumbers: () => view(),
      urls: () => view(),
    };
    const found = await peers.compromise.adapt({ default: () => read })('Hi Bo at Acme');
    expect(found).toEqual([
      { start: 3, end: 5 },
      { start: 9, end: 13 },
    ]);
  });
});

it('MiniSearch gets all passages, and gives the ten best', async () => {
  const added: unknown[] = [];
  class MiniSearch {
    addAll(passages: readonly unknown[]): void {
      added.push(...passages);
    }
    search(query: string): string[] {
      return Array.from({ length: 30 }, (_, at) => `${query} ${at}`);
    }
  }
  const passage = { id: 'p0', title: 'a title', text: 'a text' };
  const index = await openMiniSearch([passage], async () => ({ default: MiniSearch }));
  expect(added).toEqual([passage]);
  expect(await index.ask('q')).toHaveLength(10);
});
