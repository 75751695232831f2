import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

// Bundles the app in the working directory for its image: `dist/app/main.js`, `dist/app/telemetry.js` (for
// `node --import`), each `*-worker.ts` as a file beside them, and a `dist/package.json` with exactly the packages that
// the bundle imports.

type Manifest = { name: string; version: string; dependencies?: Record<string, string> };

const root = fileURLToPath(new URL('..', import.meta.url));
const app = process.cwd();
const manifest = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** Our own libraries are bundled from source; everything from the registry stays outside. */
const ownLibraries: Plugin = {
  name: 'own-libraries',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^@rollcall\// }, ({ path }) => {
      const [, lib = '', door = 'index'] = path.split('/');
      return { path: join(root, 'libs', lib, 'src', `${door}.ts`) };
    });
  },
};

/** The code of worker threads, by the names under which it is looked for beside the bundle. */
const workers = Object.fromEntries(
  globSync('src/**/*-worker.ts', { cwd: app }).map((file) => [basename(file, '.ts'), file]),
);

rmSync(join(app, 'dist'), { recursive: true, force: true });
const result = await build({
  absWorkingDir: app,
  entryPoints: {
    main: 'src/main.ts',
    telemetry: join(root, 'libs/telemetry/src/register.ts'),
    ...workers,
  },
  outdir: 'dist/app',
  bundle: true,
  // One copy of what both entries share: the tracing that `telemetry.js` started is the one `main.js` stops.
  splitting: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  packages: 'external',
  sourcemap: 'linked',
  // With `--enable-source-maps` stacks name the files as they lie in the repository, wherever the bundle lies.
  sourceRoot: `file:///rollcall/apps/${basename(app)}/dist/app/`,
  metafile: true,
  plugins: [ownLibraries],
  logLevel: 'warning',
});

const external = new Set(
  Object.values(result.metafile.outputs)
    .flatMap((output) => output.imports)
    .filter((found) => found.external && !isBuiltin(found.path))
    .map(({ path }) =>
      path
        .split('/')
        .slice(0, path.startsWith('@') ? 2 : 1)
        .join('/'),
    ),
);
const bundled = new Set(
  Object.keys(result.metafile.inputs)
    .map((input) => /libs\/([^/]+)\//.exec(input)?.[1])
    .filter((lib) => lib !== undefined),
);
const declared: Record<string, string> = Object.assign(
  {},
  manifest(app).dependencies,
  ...[...bundled].map((lib) => manifest(join(root, 'libs', lib)).dependencies),
);
const dependencies: Record<string, string> = {};
for (const name of [...external].sort()) {
  const version = declared[name];
  if (version === undefined) throw new Error(`${basename(app)}: ${name} is imported but not declared`);
  dependencies[name] = version;
}
const { name, version } = manifest(app);
writeFileSync(
  join(app, 'dist/package.json'),
  `${JSON.stringify({ name, version, private: true, type: 'module', dependencies }, null, 2)}\n`,
);
if (existsSync(join(app, 'weights')))
  cpSync(join(app, 'weights'), join(app, 'dist/weights'), { recursive: true });
if (bundled.has('postgres') && existsSync(join(root, 'libs/postgres/migrations'))) {
  mkdirSync(join(app, 'dist/migrations'), { recursive: true });
  cpSync(join(root, 'libs/postgres/migrations'), join(app, 'dist/migrations'), { recursive: true });
}
