import { groundingPolicies } from '@rollcall/pipeline';
import { type Command, Option } from 'commander';
import { policyCommand } from './commands/policy.ts';
import { vaultDelete, vaultKeys } from './commands/vault.ts';
import type { Wrap } from './program.ts';

const json = ['--json', 'print the result as JSON'] as const;

/** The commands of a collection's operator: how its documents are treated, and what is kept of what was masked. */
export const addPolicyCommands = (program: Command, wrap: Wrap): void => {
  const tenant = ['--tenant <name>', 'whose', 'default'] as const;
  program
    .command('policy')
    .description(
      'what a collection’s operator has set for it: how its text is masked, and what is done where it carries no answer',
    )
    .argument('<collection>', 'its name')
    .argument('[file]', 'the policy, as docs/privacy.md describes it')
    .addOption(new Option('--redaction <word>', 'whether it is masked at all').choices(['mask', 'off']))
    .option('--abstain', 'decline before the model where the passages cannot carry an answer')
    .option('--no-abstain', 'ask the model all the same')
    .option('--drop', 'leave passages that bring nothing to the question out of the prompt')
    .option('--no-drop', 'quote them all')
    .addOption(
      new Option(
        '--grounding <policy>',
        'the least that becomes of an answer that is not borne out; `request`: what each request asks for',
      ).choices([...groundingPolicies, 'request']),
    )
    .option(...tenant)
    .action(wrap(policyCommand));
  const vault = program.command('vault').description('the masked values of rows, encrypted');
  vault
    .command('delete')
    .description('forget masked values: of a row, a stored document, a collection or a tenant')
    .option('--row <id>', 'of this row')
    .option('--document <id>', 'of every row that this document of --collection was masked for')
    .option('--collection <name>', 'of every row of this collection')
    .option('--all', 'everything of the tenant, the numbers of its conversations and runs included')
    .option(...tenant)
    .option(...json)
    .action(wrap(vaultDelete));
  vault
    .command('keys')
    .description('how many entries each key has sealed: one without any may leave the ring')
    .option(...json)
    .action(wrap(vaultKeys));
};
