import { type Command, InvalidArgumentError, Option } from 'commander';
import { evalGroundingCommand } from './commands/eval-grounding.ts';
import { evalRedactionCommand } from './commands/eval-redaction.ts';
import { evalRetrievalCommand } from './commands/eval-retrieval.ts';
import { redactCommand } from './commands/redact.ts';
import { mostPassages } from './evaluation/find-documents.ts';
import type { Wrap } from './program.ts';
import { splitParts } from './redaction/split.ts';
import { shareOf } from './share-option.ts';
import { webAddress } from './web-address.ts';
import { wholeNumber } from './whole-number.ts';

/** The command that shows what masking does. */
export const addRedactCommand = (program: Command, wrap: Wrap): void => {
  program
    .command('redact')
    .description('what masking would replace in a text, and by what; nothing is stored')
    .argument('<file>', 'a text file; - for standard input')
    .option('-c, --collection <name>', 'mask as this collection’s policy says')
    .addOption(new Option('--policy <file>', 'mask as this JSON file says').conflicts('collection'))
    .option('--html <file>', 'write a page that shows it to this file')
    .option('--apply', 'print the masked text only')
    .addOption(new Option('--json', 'print the result as JSON').conflicts('apply'))
    .action(wrap(redactCommand));
};

/** The commands below `eval`. */
export const addEvaluationCommands = (evaluation: Command, wrap: Wrap): void => {
  evaluation
    .command('retrieval')
    .description('how well and how quickly passages are found: a BEIR folder’s queries, asked and scored')
    .argument('<folder>', 'with corpus.jsonl, queries.jsonl, and qrels.tsv or qrels/test.tsv')
    .option('--k <n>', 'documents of each answer that are looked at', wholeNumber(1, mostPassages), 10)
    .option('--limit <n>', 'only the first n queries', wholeNumber(1))
    .option('-c, --collection <name>', 'ingest into this collection (default: one of the folder’s own)')
    .option('--json', 'print the result as JSON')
    .action(wrap(evalRetrievalCommand));
  evaluation
    .command('grounding')
    .description('how well answers are checked against their sources, and questions before a model is asked')
    .argument(
      '<files...>',
      'JSONL of {id, question?, sources, answer, label, spans?} or {id, question, sources, answerable}; a set each',
    )
    .option('--url <url>', 'any service with the grounder’s API (default: our grounder)', webAddress)
    .option('--token', 'send that service ROLLCALL_SERVICE_TOKEN: it is a grounder of ours')
    .option('--threshold <t>', 'least score of a supported claim (default: the service’s own)', shareOf)
    .option('--limit <n>', 'only the first n lines of each file', wholeNumber(1))
    .option('--twice', 'ask everything twice, and count what is answered otherwise')
    .option('--errors <file>', 'write what was judged wrongly to this file, as JSONL with its texts')
    .option('--html <file>', 'write the reliability diagram to this file, as an HTML page')
    .option('--json', 'print the result as JSON')
    .action(wrap(evalGroundingCommand));
  evaluation
    .command('redaction')
    .description('how much personal data is found, and what would leak: annotated texts, analysed and scored')
    .argument('[file]', 'JSONL of {id, text, spans: [{start, end, type}], template?} (default: the casebook)')
    .option('--url <url>', 'any service with Presidio’s API (default: our redactor)', webAddress)
    .option('--token', 'send that service ROLLCALL_SERVICE_TOKEN: it is a redactor of ours')
    .option('--map <file>', 'JSON that says what a type counts as: {"FROM": "TO" | null}')
    .addOption(
      new Option('--types <list>', 'only these types (default: those that are marked in the file)')
        .argParser(typeList)
        .conflicts(['names', 'allTypes']),
    )
    .addOption(new Option('--names', 'only PERSON, LOCATION and ORGANIZATION').conflicts('allTypes'))
    .option('--all-types', 'types that are marked nowhere, too: findings of them are wrong')
    .option('--threshold <t>', 'least score of a finding (default: the service’s own)', shareOf)
    .addOption(new Option('--part <side>', 'one side of the split by template, or by id').choices(splitParts))
    .option('--limit <n>', 'only the first n lines', wholeNumber(1))
    .option(
      '--errors <file>',
      'write what was missed or wrong to this file, as JSONL with the texts around it',
    )
    .option('--sweep <file>', 'write the figures by threshold to this file, as an HTML page')
    .option('--json', 'print the result as JSON')
    .action(wrap(evalRedactionCommand));
};

const typeList = (text: string): string[] => {
  const types = text.split(',').map((type) => type.trim());
  if (types.every((type) => type !== '')) return types;
  throw new InvalidArgumentError('Types are wanted, with commas between.');
};
