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

/** With more words, or after a stretch of more tokens, everything is forgotten: some 7 MB are kept at most. */
const mostWords = 16_384;
const mostTokens = 16_384;

const workspaces = new WeakMap<Weights, Workspace>();

/** The workspace for texts under some weights, to be asked for before each text. */
export const workspaceOf = (weights: Weights): Workspace => {
  const known = workspaces.get(weights);
  if (known !== undefined && known.words.words.length <= mostWords && known.lattice.room <= mostTokens)
    return known;
  const workspace = {
    words: new WordTable(),
    sums: new WordSums(),
    rows: new KnownRows(),
    features: new FeatureList(weights.present),
    lattice: new Lattice(weights.transitions),
  };
  workspaces.set(weights, workspace);
  return workspace;
};
