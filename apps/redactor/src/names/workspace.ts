import { FeatureList } from './features.ts';
import { KnownRows } from './known-rows.ts';
import { Lattice } from './lattice.ts';
import type { Weights } from './weights.ts';
import { WordSums } from './word-sums.ts';
import { WordTable } from './word-table.ts';

/** What the tagger keeps from one text to the next, so that a short text need not make it anew. */
export type Workspace = {
  words: WordTable;
  sums: WordSums;
  rows: KnownRows;
  features: FeatureList;
  lattice: Lattice;
};

/** With more words than this all are forgotten. */
const mostWords = 16_384;

/** So much room for words, and for the tokens of a stretch, is used again for the next part of a long text: some 10 MB. */
const mostRoom = 32_768;
const mostTokens = 40_960;

const workspaces = new WeakMap<Weights, Workspace>();

/** The workspace for texts under some weights, to be asked for before each text. What was read by it before is void. */
export const workspaceOf = (weights: Weights): Workspace => {
  const known = workspaces.get(weights);
  if (known === undefined || known.words.room > mostRoom || known.lattice.room > mostTokens) {
    const workspace = newWorkspace(weights);
    workspaces.set(weights, workspace);
    return workspace;
  }
  if (known.words.count > mostWords) {
    known.words.forget();
    known.sums.forget();
    known.rows.forget();
  }
  return known;
};

const newWorkspace = (weights: Weights): Workspace => ({
  words: new WordTable(),
  sums: new WordSums(),
  rows: new KnownRows(),
  features: new FeatureList(weights.present),
  lattice: new Lattice(weights.transitions),
});
