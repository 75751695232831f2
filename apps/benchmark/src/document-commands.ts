import { type Command, Option } from 'commander';
import { collectionsDelete, collectionsList } from './commands/collections.ts';
import { documentsDelete } from './commands/documents.ts';
import { ingestCommand } from './commands/ingest.ts';
import { sourceFormats } from './ingest/open-source.ts';
import type { Wrap } from './program.ts';

const json = ['--json', 'print the result as JSON'] as const;
const collection = ['-c, --collection <name>', 'the collection'] as const;

/** The commands for documents and collections. */
export const addDocumentCommands = (program: Command, wrap: Wrap): void => {
  program
    .command('ingest')
    .description('put documents into a collection: JSONL, JSON, SQuAD, BEIR, CSV, text and Markdown files')
    .argument('<path...>', 'files and folders; .gz files too')
    .requiredOption(...collection)
    .addOption(
      new Option('--format <name>', 'of what is named (default: told by the name)').choices(sourceFormats),
    )
    .option('--id-column <name>', 'of a CSV file, with the documents’ ids (default: id or _id)')
    .option('--title-column <name>', 'of a CSV file, with their titles (default: title, if there is one)')
    .option('--text-column <name>', 'of a CSV file, with their texts (default: text)')
    .option('--failures <file>', 'write the documents that failed to this file, as JSONL')
    .option(...json)
    .action(wrap(ingestCommand));
  program
    .command('documents')
    .description('single documents of a collection')
    .command('delete')
    .description('delete documents with their passages')
    .argument('<id...>', 'ids of documents')
    .requiredOption(...collection)
    .option(...json)
    .action(wrap(documentsDelete));
  const collections = program
    .command('collections')
    .description('list the collections, with their sizes and policies')
    .enablePositionalOptions()
    .option(...json)
    .action(wrap(collectionsList));
  collections
    .command('delete')
    .description('delete a collection with all its documents')
    .argument('<name>', 'the collection')
    .option('--yes', 'really delete it; without this it is only said what would go')
    .option(...json)
    .action(wrap(collectionsDelete));
};
