import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalogue } from '@rollcall/failures';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const found = (text: string, form: RegExp): string[] =>
  [...text.matchAll(form)].map((match) => match[1] ?? '');

const pages = globSync(['*.md', 'docs/**/*.md', '{apps,libs,datasets}/*/*.md'], { cwd: root });

it('docs/configuration.md names every variable that is read, and no other', () => {
  const sources = globSync('{apps,libs}/*/src/config.ts', { cwd: root }).map(read);
  const variables = sources.flatMap((source) => found(source, /^\s+([A-Z][A-Z0-9_]+):/gm));
  const firstCells = found(read('docs/configuration.md'), /^\|([^|]*`[^|]*)\|/gm);
  const named = firstCells.flatMap((cell) => found(cell, /`([A-Z][A-Z0-9_]+)`/g));
  expect(variables.length).toBeGreaterThan(40);
  expect([...new Set(named)].sort()).toEqual([...new Set(variables)].sort());
});

it('every link between pages leads to a file', () => {
  const broken = pages.flatMap((page) =>
    found(read(page), /\]\(([^)#\s]+)[^)]*\)/g)
      .filter((target) => !/^[a-z]+:/.test(target) && !existsSync(join(root, dirname(page), target)))
      .map((target) => `${page}: ${target}`),
  );
  expect(pages.length).toBeGreaterThan(20);
  expect(broken).toEqual([]);
});

it('every error code that a page names is in the catalogue', () => {
  const groups = new Set(Object.keys(catalogue).map((code) => code.split('.')[0]));
  const isCode = (text: string): boolean =>
    groups.has(text.split('.')[0]) && !/\.(ts|json|md|sql|html)$/.test(text);
  const unknown = pages.flatMap((page) =>
    found(read(page), /`([a-z]+\.[a-z_]+)`/g)
      .filter((text) => isCode(text) && !Object.hasOwn(catalogue, text))
      .map((code) => `${page}: ${code}`),
  );
  expect(unknown).toEqual([]);
});

it('every file of docs/ that the code names is there', () => {
  const files = globSync('{apps,libs,tools,bench}/**/*.{ts,sql}', {
    cwd: root,
    exclude: ['**/node_modules/**', '**/dist/**', '**/test/**'],
  });
  const missing = files.flatMap((file) =>
    found(read(file), /\b(docs\/(?:decisions\/\d{4}|[a-z-]+\.md))/g)
      .filter((target) => globSync(`${target}*`, { cwd: root }).length === 0)
      .map((target) => `${file}: ${target}`),
  );
  expect(missing).toEqual([]);
});
