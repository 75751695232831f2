import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findGraphViolations, findViolations } from '../boundaries.ts';

describe('the walls between packages', () => {
  let root: string;
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'rollcall-walls-'));
    write('apps/gateway/src/main.ts', "import { openDatabase } from '@rollcall/postgres';\n");
    write('apps/console/src/main.ts', 'export const a = 1;\n');
    write('libs/postgres/src/index.ts', "import pg from 'pg';\nexport const openDatabase = pg;\n");
    write('libs/queue/src/index.ts', "import { Queue } from 'bullmq';\nexport { Queue };\n");
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('stand in a tree that keeps them', () => {
    expect(findViolations(root)).toEqual([]);
  });

  it.each([
    [
      'an app imports pg',
      'apps/gateway/src/lookup.ts',
      "\nimport pg from 'pg';\n",
      'pg is imported in libs/postgres only',
      2,
    ],
    [
      'an app imports pg at run time',
      'apps/gateway/src/lookup.ts',
      "await import('pg');\n",
      'pg is imported in libs/postgres only',
      1,
    ],
    [
      'a library imports bullmq',
      'libs/ledger/src/a.ts',
      "import { Queue } from 'bullmq';\n",
      'bullmq is imported in libs/queue only',
      1,
    ],
    [
      'an app imports an app',
      'apps/gateway/src/a.ts',
      "import '@rollcall/console';\n",
      'apps import no apps: @rollcall/console',
      1,
    ],
    [
      'a library imports an app',
      'libs/queue/src/a.ts',
      "import '@rollcall/console';\n",
      'libs import no apps: @rollcall/console',
      1,
    ],
    [
      'a path leaves its package',
      'apps/gateway/src/a.ts',
      "import '../../console/src/main.ts';\n",
      'a package is entered by its door, not by a path',
      1,
    ],
    [
      'the environment is read elsewhere',
      'apps/gateway/src/a.ts',
      'const a = process.env.A;\n',
      'the environment is read in config.ts only',
      1,
    ],
  ])('fall when %s', (_what, file, text, rule, line) => {
    write(file, text);
    expect(findViolations(root)).toEqual([{ file, line, rule }]);
  });

  it('are held against the project graph too', () => {
    const node = (folder: string) => ({ type: 'lib', data: { root: folder } });
    const nodes = { a: node('apps/a'), b: node('apps/b'), l: node('libs/l') };
    const edge = (source: string, target: string) => ({ source, target });
    const dependencies = { a: [edge('a', 'l')], b: [edge('b', 'a')], l: [] };
    expect(findGraphViolations({ nodes, dependencies })).toEqual(['b depends on the app a']);
  });
});
