import { type FailureCode, isFailureCode } from '@rollcall/failures';
import { type KeyScope, keyScopes } from '@rollcall/service';
import { Command, InvalidArgumentError, Option } from 'commander';
import { budgetCommand } from './commands/budget.ts';
import { cancelCommand } from './commands/cancel.ts';
import type { CommandContext } from './commands/context.ts';
import { doctorCommand } from './commands/doctor.ts';
import { keyCreate, keyList, keyRevoke } from './commands/key.ts';
import { migrateCommand } from './commands/migrate.ts';
import { reportCommand } from './commands/report.ts';
import { replayCommand, resumeCommand } from './commands/resume.ts';
import { runCommand } from './commands/run.ts';
import { downCommand, statusCommand, upCommand } from './commands/stack.ts';
import { stormCommand } from './commands/storm.ts';
import { traceCommand } from './commands/trace.ts';
import { addDocumentCommands } from './document-commands.ts';
import { addEvaluationCommands, addRedactCommand } from './evaluation-commands.ts';
import { addPolicyCommands } from './policy-commands.ts';
import { usualPassages } from './rehearsal/preflight.ts';
import { parseMaxFailures, type StopRules, usualStopAfter } from './run/stop-rules.ts';
import { webAddress } from './web-address.ts';
import { wholeNumber } from './whole-number.ts';

type Action<A extends unknown[]> = (context: CommandContext, ...args: A) => Promise<number>;

/** Turns a command into what Commander calls: with a fresh context, its answer kept as the exit status. */
export type Wrap = <A extends unknown[]>(action: Action<A>) => (...args: A) => Promise<void>;

const scopeList = (text: string): KeyScope[] => {
  const scopes = text.split(',').map((scope) => scope.trim());
  if (scopes.every((scope): scope is KeyScope => (keyScopes as readonly string[]).includes(scope)))
    return scopes;
  throw new InvalidArgumentError(`Some of ${keyScopes.join(', ')} are wanted, with commas between.`);
};

const failureShare = (text: string): StopRules['maxFailures'] => {
  const parsed = parseMaxFailures(text);
  if (parsed) return parsed;
  throw new InvalidArgumentError('A whole number of documents, or a share such as 5%, is wanted.');
};

const codeList = (text: string, before: FailureCode[] = []): FailureCode[] => {
  const codes = text.split(',').map((code) => code.trim());
  if (codes.every(isFailureCode)) return [...before, ...codes];
  throw new InvalidArgumentError('Codes of docs/errors.md are wanted, with commas between.');
};

const json = ['--json', 'print the result as JSON'] as const;
const out = ['--out <folder>', 'where the report files go (default: .rollcall/runs)'] as const;
const baseUrl = '--base-url <url>';
const concurrency = ['--concurrency <n>', 'most documents under way at once', wholeNumber(1), 64] as const;
const dataset = ['--dataset <file>', 'a .jsonl dataset (default: the built-in casebook)'] as const;
const passages = [
  '-k <n>',
  'passages looked up for each question',
  wholeNumber(1, 100),
  usualPassages,
] as const;
const aRun = ['<run>', 'a run’s id, its beginning, or `latest`'] as const;

const maxFailures = [
  '--max-failures <n|p%>',
  'most failures, as documents or as a share of all that the run calls; one more ends it',
  failureShare,
] as const;
const stopAfter = [
  '--stop-after <n>',
  `failures one after the other that end it (default: ${usualStopAfter} against any other than the small model; 0: never)`,
  wholeNumber(0),
] as const;
const noRehearsal = [
  '--no-rehearsal',
  'call another model than the small one without a storm that passed before',
] as const;

const exitStatuses = `
Exit status: 0 complete; 1 a gate or the command failed; 2 usage; 3 incomplete: a row failed, was lost or is open.`;

/** The command line: every command with its options and help. Parsing errors are thrown, not exited on. */
export const createProgram = (wrap: Wrap): Command => {
  const program = new Command('rollcall')
    .description(
      'Every document answers the roll call: run test documents through the whole system, one row each.',
    )
    .version('0.1.0')
    .exitOverride()
    // What stands behind a command is for it, and not for the one above that knows an option of the same name.
    .enablePositionalOptions()
    .addHelpText('after', exitStatuses);
  addStackCommands(program, wrap);
  addDocumentCommands(program, wrap);
  addRedactCommand(program, wrap);
  addEvaluationCommands(program.command('eval').description('how good the parts are, on judged data'), wrap);
  addRunCommands(program, wrap);
  addKeyCommands(program.command('key').description('tenants’ keys for the gateway'), wrap);
  addPolicyCommands(program, wrap);
  program
    .command('budget')
    .description('who may open how many connections, and whether all of them fit')
    .option('--plan <file>', 'a fleet’s plan, checked on paper')
    .option('--max-connections <n>', 'of the Postgres that is planned for; on paper', wholeNumber(1))
    .addOption(
      new Option('--queue <backend>', 'where the queue is to be; on paper')
        .choices(['postgres', 'redis'])
        .default('redis'),
    )
    .option('--max-clients <n>', 'of that Redis', wholeNumber(1), 10_000)
    .option(...json)
    .action(wrap(budgetCommand));
  program
    .command('doctor')
    .description('what is missing or wrong on this machine')
    .option(...json)
    .action(wrap(doctorCommand));
  return program;
};

const addStackCommands = (program: Command, wrap: Wrap): void => {
  program
    .command('up')
    .description('start the embedded stack: Postgres, the schema, every service')
    .option('-d, --detach', 'leave it running in the background')
    .option('--only <names>', 'only these services, with commas between')
    .option(
      '--port-base <port>',
      'first port; the services take the ones after it',
      wholeNumber(1024, 65_000),
    )
    .option(...json)
    .action(wrap(upCommand));
  program.command('down').description('stop the stack').action(wrap(downCommand));
  program
    .command('status')
    .description('what runs, and what is wrong with it')
    .option(...json)
    .action(wrap(statusCommand));
  program
    .command('migrate')
    .description('bring the schema up to date')
    .option(...json)
    .action(wrap(migrateCommand));
};

const addRunCommands = (program: Command, wrap: Wrap): void => {
  program
    .command('run')
    .description('run every document of a dataset through the system and score it')
    .option(...dataset)
    .option('--model <name>', 'the model to ask for')
    .option(baseUrl, 'an OpenAI-compatible endpoint (default: the small model)', webAddress)
    .option(...concurrency)
    .option('--limit <n>', 'only the first n documents', wholeNumber(1))
    .option('-c, --collection <name>', 'ingest into this collection (default: one of the dataset’s own)')
    .option(...passages)
    .option(
      '--deadline <seconds>',
      'time for each document, from its first hop on',
      wholeNumber(1, 86_400),
      300,
    )
    .option(...maxFailures)
    .option(...stopAfter)
    .option(...noRehearsal)
    .option(...out)
    .option(...json)
    .action(wrap(runCommand));
  program
    .command('storm')
    .description('rehearse: every document at once against the small model, watched and judged')
    .option(
      '--documents <n>',
      'requests at once; the dataset is repeated where it has fewer',
      wholeNumber(1),
      400,
    )
    .addOption(
      new Option('--via <door>', 'through the gateway’s HTTP, or enqueued at once')
        .choices(['http', 'queue'])
        .default('http'),
    )
    .option(...dataset)
    .option('-c, --collection <name>', 'ingest into this collection (default: one of the dataset’s own)')
    .option(...passages)
    .addOption(
      new Option(
        '--lookup <mode>',
        'rehearse the incident: lookups on a small Postgres of their own',
      ).choices(['pooled', 'leaking']),
    )
    .addOption(
      new Option('--max-connections <n>', 'connections of that Postgres (default: 20)')
        .argParser(wholeNumber(6, 1000))
        .implies({ lookup: 'pooled' }),
    )
    .option('--out <folder>', 'where storm.json and storm.html go (default: .rollcall/storms)')
    .option(...json)
    .action(wrap(stormCommand));
  addRecoveryCommands(program, wrap);
  program
    .command('report')
    .description('score a run again from the ledger and print it')
    .argument(...aRun)
    .option(...out)
    .option(...json)
    .action(wrap(reportCommand));
  program
    .command('trace')
    .description('a document’s way as a waterfall')
    .argument('<row>', 'a row’s id')
    .option(...json)
    .action(wrap(traceCommand));
};

const addRecoveryCommands = (program: Command, wrap: Wrap): void => {
  const openingAgain = (name: string, description: string): Command =>
    program
      .command(name)
      .description(description)
      .argument(...aRun)
      .option(baseUrl, 'the endpoint that the run asked, where it was not the small model', webAddress)
      .option(...concurrency)
      .option(...maxFailures)
      .option(...stopAfter)
      .option(...noRehearsal)
      .option(...out)
      .option(...json);
  openingAgain('resume', 'open again what failed, was lost or was never enqueued, and follow it').action(
    wrap(resumeCommand),
  );
  openingAgain('replay', 'open again what failed or was lost, all of it or by code, and follow it')
    .option('--code <codes>', 'only rows that failed with one of these, with commas between', codeList)
    .action(wrap(replayCommand));
  program
    .command('cancel')
    .description('close the open rows of a run and discard their jobs: no further call is paid')
    .argument(...aRun)
    .option(...json)
    .action(wrap(cancelCommand));
};

const addKeyCommands = (key: Command, wrap: Wrap): void => {
  key
    .command('create')
    .description('make a key; it is shown once')
    .requiredOption('--tenant <name>', 'the tenant, made where there is none of that name')
    .option('--name <text>', 'what the key is for', 'unnamed')
    .option('--scopes <list>', 'what it may do, with commas between', scopeList, [...keyScopes])
    .option('--days <n>', 'days until it expires (default: never)', wholeNumber(1, 36_500))
    .option(...json)
    .action(wrap(keyCreate));
  key
    .command('list')
    .description('all keys, never their values')
    .option(...json)
    .action(wrap(keyList));
  key
    .command('revoke')
    .description('revoke a key')
    .argument('<key>', 'its id, or its beginning as the listing shows it')
    .action(wrap(keyRevoke));
};
