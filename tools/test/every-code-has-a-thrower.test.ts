import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failureCodes } from '@rollcall/failures';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('every code of the catalogue is thrown somewhere', () => {
  const sources = globSync('{apps,libs}/*/src/**/*.ts', { cwd: root })
    .filter((file) => !file.endsWith('failures/src/catalogue.ts'))
    .map((file) => readFileSync(join(root, file), 'utf8'));
  const code = sources.join('\n');
  // A hop's own code is put together: see `fallbackCode` in libs/service.
  const ofHops = failureCodes.filter((found) =>
    /^(retrieve|redact|ground|verify|settle)\.failed$/.test(found),
  );
  const unthrown = failureCodes.filter((found) => !code.includes(`'${found}'`) && !ofHops.includes(found));
  expect(sources.length).toBeGreaterThan(100);
  expect(unthrown).toEqual([]);
});
