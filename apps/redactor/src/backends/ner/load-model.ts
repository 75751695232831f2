import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import type { EntityType } from '../../entities.ts';
import type { RunModel } from './classify.ts';
import { typesOf } from './labels.ts';
import type { ClassifierSettings, Unusable } from './messages.ts';

/** The package that runs models. It is the operator's to install: some hundred MB of native code that few need. */
export const packageName = '@huggingface/transformers';

/** As much of the package as is used: `env`, and `pipeline` for token classification. */
type Transformers = {
  env: { version?: string; allowRemoteModels: boolean };
  pipeline(
    task: 'token-classification',
    model: string,
    options: {
      device: 'cpu';
      dtype?: string;
      local_files_only: boolean;
      session_options: { intraOpNumThreads: number; interOpNumThreads: number };
    },
  ): Promise<Classifier>;
};

type Classifier = {
  (text: string, options: { ignore_labels: string[] }): Promise<unknown>;
  model?: { config?: { id2label?: unknown } };
};

export type LoadedModel = {
  run: RunModel;
  labels: readonly string[];
  entities: readonly EntityType[];
  version: string;
};

/** A model cannot be used; the cause's text may name files and is not passed on. */
export class ModelUnusable extends Error {
  readonly reason: Unusable;

  constructor(reason: Unusable, cause?: unknown) {
    super(reason, { cause });
    this.reason = reason;
  }
}

const labelsOf = z.record(z.string(), z.string());

/**
 * Loads the package and the model that the operator names. Nothing is fetched unless the settings allow it. Throws
 * `ModelUnusable`.
 */
export const loadModel = async (settings: ClassifierSettings): Promise<LoadedModel> => {
  const { model, allowDownload, dtype, threads, mapping } = settings;
  const { env, pipeline } = loadPackage(settings.modules);
  if (isAbsolute(model) && !existsSync(join(model, 'config.json'))) throw new ModelUnusable('model_missing');
  env.allowRemoteModels = allowDownload;
  const classifier = await pipeline('token-classification', model, {
    device: 'cpu',
    ...(dtype === undefined ? {} : { dtype }),
    local_files_only: !allowDownload,
    session_options: { intraOpNumThreads: threads, interOpNumThreads: 1 },
  }).catch((thrown) => {
    throw new ModelUnusable('model_not_loaded', thrown);
  });
  const read = labelsOf.safeParse(classifier.model?.config?.id2label);
  if (!read.success) throw new ModelUnusable('no_labels');
  const labels = Object.values(read.data);
  const entities = typesOf(labels, mapping);
  if (entities.length === 0) throw new ModelUnusable('no_known_label');
  return {
    // Tokens without a label are wanted too: they tell where the others stand.
    run: (text) => classifier(text, { ignore_labels: [] }),
    labels,
    entities,
    version: env.version ?? 'unknown',
  };
};

/** Throws `ModelUnusable`. */
const loadPackage = (modules: string | undefined): Transformers => {
  const from = createRequire(modules === undefined ? import.meta.url : join(modules, 'any.js'));
  try {
    from.resolve(packageName);
  } catch (thrown) {
    throw new ModelUnusable('package_missing', thrown);
  }
  try {
    return from(packageName) as Transformers;
  } catch (thrown) {
    throw new ModelUnusable('package_broken', thrown);
  }
};
