import { parentPort, workerData } from 'node:worker_threads';
import type { EncoderSetting, FromWorker, Pair, ToWorker } from './cross-encoder-messages.ts';
import { probabilities, supportColumn } from './cross-encoder-scores.ts';

// A thread of its own: the package's runtime computes where it is called, and a document's verdict must not
// stand in the way of the others' locks and health.

/** Pairs that are computed together: more are not faster on a CPU. */
const atOnce = 16;

/** The part of `@huggingface/transformers` (3 and 4) that is used. It is the user's to install, so no types come. */
type Transformers = {
  AutoTokenizer: { from_pretrained(model: string): Promise<Tokenizer> };
  AutoModelForSequenceClassification: {
    from_pretrained(model: string, options: { dtype: string }): Promise<Classifier>;
  };
};
type Tokenizer = (
  texts: string[],
  options: { text_pair: string[]; padding: true; truncation: true },
) => unknown;
type Classifier = {
  (inputs: unknown): Promise<{ logits: { data: ArrayLike<number>; dims: number[] } }>;
  config: { id2label?: Record<string, string> };
};

const setting = workerData as EncoderSetting;
const say = (message: FromWorker): void => parentPort?.postMessage(message);

const load = async (): Promise<((pairs: readonly Pair[]) => Promise<number[]>) | undefined> => {
  let transformers: Transformers;
  try {
    transformers = (await import(setting.module)) as Transformers;
  } catch (thrown) {
    const isMissing = (thrown as { code?: unknown } | null)?.code === 'ERR_MODULE_NOT_FOUND';
    say({
      kind: 'refused',
      code: isMissing ? 'encoder.not_installed' : 'encoder.unusable',
      problem: isMissing ? 'package_missing' : 'package_broken',
    });
    return undefined;
  }
  try {
    const tokenizer = await transformers.AutoTokenizer.from_pretrained(setting.model);
    const { AutoModelForSequenceClassification: classifiers } = transformers;
    const classifier = await classifiers.from_pretrained(setting.model, { dtype: setting.dtype });
    const column = supportColumn(classifier.config.id2label ?? { 0: 'LABEL_0' }, setting.label);
    if (column === undefined) {
      say({ kind: 'refused', code: 'encoder.unusable', problem: 'label_unknown' });
      return undefined;
    }
    return async (pairs) => {
      const inputs = tokenizer(
        pairs.map(({ premise }) => premise),
        { text_pair: pairs.map(({ hypothesis }) => hypothesis), padding: true, truncation: true },
      );
      const { logits } = await classifier(inputs);
      const [rows = 0, columns = 1] = logits.dims;
      return probabilities(logits.data, { rows, columns, column });
    };
  } catch {
    say({ kind: 'refused', code: 'encoder.unusable', problem: 'model_not_loaded' });
    return undefined;
  }
};

const score = await load();
if (score !== undefined) {
  let before = Promise.resolve();
  parentPort?.on('message', ({ id, pairs }: ToWorker) => {
    // One after the other: two batches at once would only share the same cores.
    before = before.then(async () => {
      try {
        const scores: number[] = [];
        for (let from = 0; from < pairs.length; from += atOnce) {
          scores.push(...(await score(pairs.slice(from, from + atOnce))));
        }
        say({ kind: 'scored', id, scores });
      } catch {
        say({ kind: 'failed', id });
      }
    });
  });
  say({ kind: 'ready' });
}
