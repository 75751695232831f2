import { join } from 'node:path';
import { findRoot } from '../root.ts';

/** The test set that comes with Rollcall. */
export const builtInDataset = (): string => join(findRoot(), 'datasets/casebook/casebook.jsonl');
