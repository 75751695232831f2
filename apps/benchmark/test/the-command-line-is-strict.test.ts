import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../src/program.ts';

type Parsed = { options: unknown; thrown: unknown; written: string };

/** What the action of a command line would be called with, or what stops it. */
const parse = async (...args: string[]): Promise<Parsed> => {
  const parsed: Parsed = { options: undefined, thrown: undefined, written: '' };
  const program = createProgram(() => async (...given: unknown[]) => {
    parsed.options = given.at(-2);
  });
  const write = (text: string): void => {
    parsed.written += text;
  };
  const quiet = (command: typeof program): void => {
    command.configureOutput({ writeOut: write, writeErr: write });
    for (const below of command.commands) quiet(below as typeof program);
  };
  quiet(program);
  await program.parseAsync(args, { from: 'user' }).catch((thrown: unknown) => {
    parsed.thrown = thrown;
  });
  return parsed;
};

describe('the command line', () => {
  it('has the defaults that its help names', async () => {
    expect((await parse('run')).options).toEqual({
      concurrency: 64,
      k: 5,
      deadline: 300,
      rehearsal: true,
    });
    const { written } = await parse('run', '--help');
    for (const words of ['(default: 64)', '(default: 5)', '(default: 300)', 'casebook']) {
      expect(written).toContain(words);
    }
  });

  it('takes a storm of any size, and the incident by its lookup or by its connections', async () => {
    const usual = { documents: 400, via: 'http', k: 5 };
    expect((await parse('storm')).options).toEqual(usual);
    expect((await parse('storm', '--documents', '5000', '--via', 'queue')).options).toEqual({
      ...usual,
      documents: 5000,
      via: 'queue',
    });
    expect((await parse('storm', '--max-connections', '10')).options).toEqual({
      ...usual,
      maxConnections: 10,
      lookup: 'pooled',
    });
    expect((await parse('storm', '--max-connections', '10', '--lookup', 'leaking')).options).toEqual({
      ...usual,
      maxConnections: 10,
      lookup: 'leaking',
    });
    for (const wrong of [
      ['--via', 'mail'],
      ['--lookup', 'none'],
      ['--max-connections', '5'],
      ['--documents', '0'],
    ]) {
      expect((await parse('storm', ...wrong)).thrown).toBeInstanceOf(CommanderError);
    }
  });

  it('sets of a collection’s policy what is named and nothing else', async () => {
    expect((await parse('policy', 'c')).options).toEqual({ tenant: 'default' });
    expect((await parse('policy', 'c', '--drop', '--no-abstain', '--grounding', 'retry')).options).toEqual({
      tenant: 'default',
      drop: true,
      abstain: false,
      grounding: 'retry',
    });
    expect((await parse('policy', 'c', '--grounding', 'perhaps')).thrown).toBeInstanceOf(CommanderError);
  });

  it('turns texts into numbers and lists', async () => {
    const run = await parse(
      'run',
      '--limit',
      '12',
      '--concurrency',
      '4',
      '-k',
      '3',
      '--base-url',
      'http://m/v1',
    );
    expect(run.options).toMatchObject({ limit: 12, concurrency: 4, k: 3, baseUrl: 'http://m/v1' });
    const key = await parse('key', 'create', '--tenant', 't', '--scopes', 'ask, runs', '--days', '7');
    expect(key.options).toMatchObject({ scopes: ['ask', 'runs'], days: 7 });
    expect((await parse('key', 'create', '--tenant', 't')).options).toMatchObject({
      scopes: ['ask', 'documents', 'runs'],
    });
  });

  it('takes several sources of one format, and the columns of a CSV file', async () => {
    const { options } = await parse('ingest', 'a', 'b', '-c', 'c', '--format', 'csv', '--id-column', 'No');
    expect(options).toEqual({ collection: 'c', format: 'csv', idColumn: 'No' });
    expect((await parse('collections', 'delete', 'c', '--yes', '--json')).options).toEqual({
      yes: true,
      json: true,
    });
  });

  it('takes the stop rules of a run, and of one that is opened again', async () => {
    for (const command of [['run'], ['resume', 'latest'], ['replay', 'latest']]) {
      const { options } = await parse(...command, '--max-failures', '2.5%', '--stop-after', '0');
      expect(options).toMatchObject({ maxFailures: { percent: 2.5 }, stopAfter: 0, rehearsal: true });
      expect((await parse(...command, '--no-rehearsal')).options).toMatchObject({ rehearsal: false });
    }
    expect((await parse('run', '--max-failures', '20')).options).toMatchObject({
      maxFailures: { documents: 20 },
    });
  });

  it('takes the folder of an evaluation, and how much of it', async () => {
    expect((await parse('eval', 'retrieval', 'folder')).options).toEqual({ k: 10 });
    const { options } = await parse('eval', 'retrieval', 'folder', '--k', '5', '--limit', '20', '-c', 'own');
    expect(options).toEqual({ k: 5, limit: 20, collection: 'own' });
    for (const wrong of [[], ['folder', '--k', '101'], ['folder', '--limit', '0'], ['one', 'two']]) {
      expect((await parse('eval', 'retrieval', ...wrong)).thrown).toBeInstanceOf(CommanderError);
    }
  });

  it('takes the codes of a replay in one list or in several', async () => {
    const { options } = await parse(
      'replay',
      'latest',
      '--code',
      'row.lost, model.timeout',
      '--code',
      'run.stopped',
    );
    expect(options).toMatchObject({ code: ['row.lost', 'model.timeout', 'run.stopped'] });
  });

  it.each([
    ['run', '--max-failures', '101%'],
    ['run', '--max-failures', '2.5'],
    ['run', '--max-failures', '-1'],
    ['run', '--stop-after', 'many'],
    ['replay', 'latest', '--code', 'no.such_code'],
    ['cancel'],
    ['run', '--concurrency', '0'],
    ['run', '--limit', '1e3'],
    ['run', '--limit', ''],
    ['run', '-k', '101'],
    ['run', '--base-url', 'ftp://m'],
    ['run', '--nonsense'],
    ['run', 'something', 'more'],
    ['up', '--port-base', '80'],
    ['ingest', 'file.jsonl'],
    ['ingest', '-c', 'c'],
    ['ingest', 'file', '-c', 'c', '--format', 'pdf'],
    ['documents', 'delete', 'id'],
    ['collections', 'delete'],
    ['report'],
    ['key', 'create', '--tenant', 't', '--scopes', 'everything'],
    ['nonsense'],
    [],
  ])('refuses `rollcall %s %s %s %s` as wrong usage', async (...args) => {
    const { thrown } = await parse(...args.filter((arg) => arg !== undefined));
    expect(thrown).toBeInstanceOf(CommanderError);
    expect((thrown as CommanderError).exitCode).not.toBe(0);
  });

  const commands = [
    'up',
    'down',
    'status',
    'migrate',
    'ingest',
    'collections',
    'run',
    'resume',
    'replay',
    'cancel',
    'report',
    'trace',
    'doctor',
  ];
  const below = ['documents delete', 'collections delete'];
  it.each([...commands, ...below, 'key create', 'key list', 'key revoke'])(
    'helps with `%s`',
    async (command) => {
      const { thrown, written } = await parse(...command.split(' '), '--help');
      expect((thrown as CommanderError).exitCode).toBe(0);
      expect(written).toContain(`Usage: rollcall ${command}`);
    },
  );

  it('says what the exit status means', async () => {
    expect((await parse('--help')).written).toMatch(/0 complete; 1 .*; 2 usage; 3 incomplete/);
  });
});
