#!/usr/bin/env node
// `npx rollcall ...` from any Node: the repository's own Node 24 runs the command.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
process.argv.splice(2, 0, 'apps/benchmark/src/main.ts');
await import(join(root, 'tools/on-node24.mjs'));
