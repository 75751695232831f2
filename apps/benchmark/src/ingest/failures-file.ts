import { closeSync, openSync, writeSync } from 'node:fs';
import { Failure } from '@rollcall/failures';
import type { FailedDocument } from './send-documents.ts';

/** Documents that failed, a line of JSON each. Ids may be personal data: only its owner reads the file. */
export type FailuresFile = { add(failed: FailedDocument): void; close(): void };

/** Begins the file anew. Throws `report.unwritable`. */
export const openFailuresFile = (path: string): FailuresFile => {
  const file = writable(() => openSync(path, 'w', 0o600));
  return {
    add: ({ place, id, code, message, details }) => {
      const line = JSON.stringify({ ...place, id, code, message, details });
      writable(() => writeSync(file, `${line}\n`));
    },
    close: () => closeSync(file),
  };
};

const writable = <T>(write: () => T): T => {
  try {
    return write();
  } catch (thrown) {
    throw new Failure('report.unwritable', { cause: thrown });
  }
};
