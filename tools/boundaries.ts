import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** One import or read that crosses a wall. */
export type Violation = { file: string; line: number; rule: string };

/** Packages that belong to one library alone. */
const doors: Record<string, string> = {
  pg: 'libs/postgres',
  'pg-pool': 'libs/postgres',
  bullmq: 'libs/queue',
  ioredis: 'libs/queue',
};

const importForm = /(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+|\brequire\s*\(\s*)['"]([^'"]+)['"]/g;

type Package = { folder: string; kind: 'apps' | 'libs'; name: string };

/** Every package below `apps/` and `libs/`. */
const packagesOf = (root: string): Package[] =>
  (['apps', 'libs'] as const).flatMap((kind) => {
    const folder = join(root, kind);
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => ({ folder: join(kind, entry.name), kind, name: `@rollcall/${entry.name}` }));
  });

const sourcesOf = (folder: string): string[] => {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ['node_modules', 'dist'].includes(entry.name) ? [] : sourcesOf(path);
    return /\.(ts|mts|js|mjs)$/.test(entry.name) ? [path] : [];
  });
};

/**
 * Holds the walls against the code: apps import no apps, libraries no apps, nothing reaches into another
 * package's files, `pg` only in libs/postgres, `bullmq` and `ioredis` only in libs/queue, the environment
 * is read in `config.ts` only. Comments count as code: a rule that is worth naming is worth not faking.
 *
 * @param root the folder that holds `apps/` and `libs/`
 */
export const findViolations = (root: string): Violation[] => {
  const packages = packagesOf(root);
  const apps = new Set(packages.filter((found) => found.kind === 'apps').map((found) => found.name));
  return packages.flatMap((owner) =>
    sourcesOf(join(root, owner.folder)).flatMap((path) => checkFile(root, path, owner, apps)),
  );
};

const checkFile = (root: string, path: string, owner: Package, apps: Set<string>): Violation[] => {
  const file = relative(root, path).split(sep).join('/');
  const inTest = file.includes('/test/');
  const text = readFileSync(path, 'utf8');
  const violations: Violation[] = [];
  const at = (index: number, rule: string) =>
    violations.push({ file, line: text.slice(0, index).split('\n').length, rule });

  for (const found of text.matchAll(importForm)) {
    const specifier = found[1] ?? '';
    if (specifier.startsWith('.')) {
      const target = relative(join(root, owner.folder), resolve(dirname(path), specifier));
      if (target.startsWith('..')) at(found.index, 'a package is entered by its door, not by a path');
      continue;
    }
    const name = specifier
      .split('/')
      .slice(0, specifier.startsWith('@') ? 2 : 1)
      .join('/');
    if (apps.has(name) && name !== owner.name) at(found.index, `${owner.kind} import no apps: ${name}`);
    const home = doors[name];
    if (home !== undefined && owner.folder.split(sep).join('/') !== home) {
      at(found.index, `${name} is imported in ${home} only`);
    }
  }
  if (!inTest && !/(^|\/)config\.ts$/.test(file) && !file.endsWith('vitest.config.ts')) {
    for (const found of text.matchAll(/process\.env\b/g)) {
      at(found.index, 'the environment is read in config.ts only');
    }
  }
  return violations;
};

/** The edges of Nx's own project graph that cross a wall; it also sees what no import shows. */
export const findGraphViolations = (graph: {
  nodes: Record<string, { type: string; data: { root: string } }>;
  dependencies: Record<string, { source: string; target: string }[]>;
}): string[] => {
  const isApp = (name: string) => graph.nodes[name]?.data.root.startsWith('apps/') ?? false;
  return Object.values(graph.dependencies)
    .flat()
    .filter(({ source, target }) => source !== target && isApp(target))
    .map(({ source, target }) => `${source} depends on the app ${target}`);
};
