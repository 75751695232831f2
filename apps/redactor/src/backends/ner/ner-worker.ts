import { setImmediate } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { originOf, rootCause } from '@rollcall/failures';
import { BadTokens, classify } from './classify.ts';
import { loadModel, ModelUnusable } from './load-model.ts';
import type { ClassifierSettings, FromWorker, ToWorker } from './messages.ts';

// The thread in which a token classifier runs. A model keeps a processor busy for tens of milliseconds a window; here
// it holds up no request. Of an error only its class is passed on: its message may quote a text.

const settings = workerData as ClassifierSettings;
const port = parentPort!;
const say = (message: FromWorker): void => port.postMessage(message);
const errorClassOf = (thrown: unknown): string => originOf(rootCause(thrown)).class;

/** A text that nobody waits for any more. */
class Forgotten extends Error {}

/** Texts that somebody waits for. */
const waiting = new Set<number>();
let line = Promise.resolve();

try {
  const { run, entities, labels, version } = await loadModel(settings);
  const work = async (id: number, text: string): Promise<void> => {
    const onWindow = (): void => {
      if (!waiting.has(id)) throw new Forgotten();
      say({ is: 'at-work' });
    };
    try {
      // Lets messages in between windows also where the model never gives way.
      const yielding = async (part: string): Promise<unknown> => {
        await setImmediate();
        return run(part);
      };
      const spans = await classify(text, yielding, { mapping: settings.mapping, onWindow });
      say({ is: 'done', id, spans });
    } catch (thrown) {
      if (thrown instanceof Forgotten) return;
      const problem = thrown instanceof BadTokens ? 'tokens' : 'inference';
      say({ is: 'failed', id, problem, errorClass: errorClassOf(thrown) });
    } finally {
      waiting.delete(id);
    }
  };
  port.on('message', (message: ToWorker) => {
    if (message.do === 'forget') {
      waiting.delete(message.id);
      return;
    }
    waiting.add(message.id);
    line = line.then(() => work(message.id, message.text));
  });
  say({ is: 'ready', entities, labels, version });
} catch (thrown) {
  const reason = thrown instanceof ModelUnusable ? thrown.reason : 'model_not_loaded';
  say({ is: 'unusable', reason, errorClass: errorClassOf(thrown) });
}
