#!/usr/bin/env node
// `npx rollcall ...` from any Node: the repository's own Node 24 runs the command.
process.argv.splice(2, 0, 'apps/benchmark/src/main.ts');
await import(new URL('../../../tools/on-node24.mjs', import.meta.url));
