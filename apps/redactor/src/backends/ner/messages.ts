import type { EntityType } from '../../entities.ts';
import type { NamedSpan } from './aggregate.ts';

/** What the worker is started with. */
export type ClassifierSettings = {
  /** An absolute folder, or a model's id. */
  model: string;
  /** A folder; the package is looked for in its `node_modules` and those above it. */
  modules: string | undefined;
  /** Files that are not there may be fetched. */
  allowDownload: boolean;
  /** Which of a model's weights to take; the package's own choice where undefined. */
  dtype: string | undefined;
  /** Processors for one text. */
  threads: number;
  /** What the operator says that labels mean. */
  mapping: ReadonlyMap<string, EntityType | undefined>;
};

export type ToWorker = { do: 'classify'; id: number; text: string } | { do: 'forget'; id: number };

/** Why a model cannot be used. */
export type Unusable =
  | 'package_missing'
  | 'package_broken'
  | 'model_missing'
  | 'model_not_loaded'
  | 'no_labels'
  | 'no_known_label';

export type FromWorker =
  | { is: 'ready'; entities: readonly EntityType[]; version: string; labels: readonly string[] }
  | { is: 'unusable'; reason: Unusable; errorClass: string }
  /** A window of the text was begun. */
  | { is: 'at-work' }
  | { is: 'done'; id: number; spans: readonly NamedSpan[] }
  | { is: 'failed'; id: number; problem: string; errorClass: string };
