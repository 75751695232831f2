import { readFileSync } from 'node:fs';
import { Failure } from '@rollcall/failures';

/** The weights of the tagger of names, beside the code as it lies here and beside the bundle of the image. */
const location = new URL('../weights/names.bin', import.meta.url);

/** Reads the file of weights. Throws `redact.weights_unreadable` where it is not there. */
export const readWeightsFile = (): Buffer => {
  try {
    return readFileSync(location);
  } catch (thrown) {
    throw new Failure('redact.weights_unreadable', { cause: thrown, details: { file: 'weights/names.bin' } });
  }
};
