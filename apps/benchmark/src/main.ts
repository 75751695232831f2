import { CommanderError } from 'commander';
import type { CommandContext } from './commands/context.ts';
import { readConfig } from './config.ts';
import { exitStatus } from './exit-status.ts';
import { explain } from './explain.ts';
import { createProgram } from './program.ts';
import { paint } from './terminal/style.ts';

const context = (): CommandContext => ({
  config: readConfig(),
  print: (text) => {
    process.stdout.write(`${text}\n`);
  },
  note: (text) => {
    process.stderr.write(`${paint('dim', text, process.stderr)}\n`);
  },
});

// `rollcall report latest | head`: the reader has had enough, which is no failure of the command.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const main = async (): Promise<number> => {
  let status: number = exitStatus.complete;
  const program = createProgram((action) => async (...args) => {
    status = await action(context(), ...args);
  });
  try {
    await program.parseAsync();
    return status;
  } catch (thrown) {
    if (thrown instanceof CommanderError) {
      return thrown.exitCode === 0 ? exitStatus.complete : exitStatus.usage;
    }
    process.stderr.write(explain(thrown));
    return exitStatus.failed;
  }
};

process.exitCode = await main();
