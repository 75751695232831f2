import { asFailure, catalogue } from '@rollcall/failures';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import type { CommandContext } from './commands/context.ts';
import { doctorCommand } from './commands/doctor.ts';
import { ingestCommand } from './commands/ingest.ts';
import { keyCreate, keyList, keyRevoke } from './commands/key.ts';
import { migrateCommand } from './commands/migrate.ts';
import { reportCommand } from './commands/report.ts';
import { resumeCommand, runCommand } from './commands/run.ts';
import { downCommand, statusCommand, upCommand } from './commands/stack.ts';
import { traceCommand } from './commands/trace.ts';
import { readConfig } from './config.ts';
import { exitStatus } from './exit-status.ts';
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

const wholeNumber =
  (least: number, most = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`a whole number from ${least}${most < 1e9 ? ` to ${most}` : ''}`);
  };

let status: number = exitStatus.complete;
/** An action whose answer is the exit status. */
const run =
  <A extends unknown[]>(action: (context: CommandContext, ...args: A) => Promise<number>) =>
  async (...args: A): Promise<void> => {
    status = await action(context(), ...args);
  };

const json = ['--json', 'print the result as JSON'] as const;

const program = new Command('rollcall')
  .description(
    'Every document answers the roll call: run test documents through the whole system, one row each.',
  )
  .version('0.1.0')
  .exitOverride()
  .configureHelp({ showGlobalOptions: true })
  .addHelpText(
    'after',
    '\nExit status: 0 complete, 1 a gate or the command failed, 2 usage, 3 incomplete (a row failed, was lost or is open).',
  );

program
  .command('up')
  .description('start the embedded stack: Postgres, the schema, every service')
  .option('-d, --detach', 'leave it running in the background')
  .option('--only <names>', 'only these services, with commas between')
  .option('--port-base <port>', 'first port; the services take the ones after it', wholeNumber(1024, 65_000))
  .option(...json)
  .action(run(upCommand));
program.command('down').description('stop the stack').action(run(downCommand));
program
  .command('status')
  .description('what runs, and what is wrong with it')
  .option(...json)
  .action(run(statusCommand));
program
  .command('migrate')
  .description('bring the schema up to date')
  .option(...json)
  .action(run(migrateCommand));
program
  .command('ingest')
  .description('put documents into a collection: .jsonl, .txt, .md or a folder of those')
  .argument('<path>')
  .requiredOption('-c, --collection <name>', 'the collection')
  .option(...json)
  .action(run(ingestCommand));
program
  .command('run')
  .description('run every document of a dataset through the system and score it')
  .option('--dataset <file>', 'a .jsonl dataset (default: the built-in casebook)')
  .option('--model <name>', 'the model to ask for')
  .option('--base-url <url>', 'an OpenAI-compatible endpoint (default: the small model)')
  .option('--concurrency <n>', 'most documents under way at once', wholeNumber(1), 64)
  .option('--limit <n>', 'only the first n documents', wholeNumber(1))
  .option('--collection <name>', 'ingest into this collection (default: one of the dataset’s own)')
  .option('-k <n>', 'passages looked up for each question', wholeNumber(1, 100), 5)
  .option('--deadline <seconds>', 'time for each document, from its first hop on', wholeNumber(1), 300)
  .option('--out <folder>', 'where the report files go (default: .rollcall/runs)')
  .option(...json)
  .action(run(runCommand));
program
  .command('resume')
  .description('open again what failed, was lost or was never enqueued, and follow it')
  .argument('<run>', 'a run’s id, its beginning, or `latest`')
  .option('--concurrency <n>', 'most documents under way at once', wholeNumber(1), 64)
  .option('--out <folder>', 'where the report files go (default: .rollcall/runs)')
  .option(...json)
  .action(run(resumeCommand));
program
  .command('report')
  .description('score a run again from the ledger and print it')
  .argument('<run>', 'a run’s id, its beginning, or `latest`')
  .option('--out <folder>', 'where the report files go (default: .rollcall/runs)')
  .option(...json)
  .action(run(reportCommand));
program
  .command('trace')
  .description('a document’s way as a waterfall')
  .argument('<row>', 'a row’s id')
  .option(...json)
  .action(run(traceCommand));
program
  .command('doctor')
  .description('what is missing or wrong on this machine')
  .option(...json)
  .action(run(doctorCommand));

const key = program.command('key').description('tenants’ keys for the gateway');
key
  .command('create')
  .description('make a key; it is shown once')
  .requiredOption('--tenant <name>', 'the tenant, made where there is none of that name')
  .option('--name <text>', 'what the key is for', 'unnamed')
  .option('--scopes <list>', 'what it may do', 'ask,documents,runs')
  .option('--days <n>', 'days until it expires', wholeNumber(1))
  .option(...json)
  .action(run(keyCreate));
key
  .command('list')
  .description('all keys, never their values')
  .option(...json)
  .action(run(keyList));
key
  .command('revoke')
  .description('revoke a key')
  .argument('<key>', 'its id, or its beginning as the listing shows it')
  .action(run(keyRevoke));

/** A failure in words: what happened, what to do, and the details that may be shown. */
const explain = (thrown: unknown): void => {
  const failure = asFailure(thrown);
  const { message, remedy } = catalogue[failure.code];
  const details = Object.entries(failure.details ?? {}).map(
    ([name, value]) => `  ${name}: ${String(value)}\n`,
  );
  const cause = failure.code === 'internal.unexpected' && thrown instanceof Error ? `${thrown.stack}\n` : '';
  process.stderr.write(
    `${paint('red', message, process.stderr)} (${failure.code})\n${details.join('')}${remedy}\n${cause}`,
  );
};

try {
  await program.parseAsync();
} catch (thrown) {
  if (thrown instanceof CommanderError) {
    status = thrown.exitCode === 0 ? exitStatus.complete : exitStatus.usage;
  } else {
    explain(thrown);
    status = exitStatus.failed;
  }
}
process.exitCode = status;
