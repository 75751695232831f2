import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('every project’s tests are configured by `projectTests`, so that `npm test` counts and names them', () => {
  const tested = globSync('{bench,tools,{apps,libs,datasets,tests}/*}/package.json', { cwd: root })
    .filter((file) => readFileSync(join(root, file), 'utf8').includes('"test": "vitest run"'))
    .map(dirname);
  expect(tested.length).toBeGreaterThan(20);
  const unreported = tested.filter((project) => {
    const config = join(root, project, 'vitest.config.ts');
    return !existsSync(config) || !readFileSync(config, 'utf8').includes('projectTests(');
  });
  expect(unreported).toEqual([]);
});
