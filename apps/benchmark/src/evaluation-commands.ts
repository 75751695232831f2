import type { Command } from 'commander';
import { evalGroundingCommand } from './commands/eval-grounding.ts';
import { evalRetrievalCommand } from './commands/eval-retrieval.ts';
import { mostPassages } from './evaluation/find-documents.ts';
import type { Wrap } from './program.ts';
import { shareOf } from './share-option.ts';
import { webAddress } from './web-address.ts';
import { wholeNumber } from './whole-number.ts';

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
};
