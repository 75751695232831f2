import type { Command } from 'commander';
import { evalRetrievalCommand } from './commands/eval-retrieval.ts';
import { mostPassages } from './evaluation/find-documents.ts';
import type { Wrap } from './program.ts';
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
};
