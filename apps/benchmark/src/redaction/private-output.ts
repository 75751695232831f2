import { chmod, writeFile } from 'node:fs/promises';
import { Failure } from '@rollcall/failures';

/** What it holds may be personal data. */
const ownerOnly = 0o600;

/** Writes a file that only its owner can read, also where there was one that others could. Throws `report.unwritable`. */
export const writePrivately = async (path: string, text: string): Promise<void> => {
  try {
    await writeFile(path, '', { mode: ownerOnly });
    await chmod(path, ownerOnly);
    await writeFile(path, text);
  } catch (thrown) {
    throw new Failure('report.unwritable', { cause: thrown });
  }
};
