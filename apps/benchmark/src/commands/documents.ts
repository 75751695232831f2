import { asFailure } from '@rollcall/failures';
import { z } from 'zod';
import { callGateway } from '../documents/call-gateway.ts';
import { exitStatus } from '../exit-status.ts';
import { findGateway } from '../session.ts';
import type { CommandContext } from './context.ts';

const deleted = z.object({ documents: z.number(), passages: z.number() });

/** `rollcall documents delete <id...> --collection C`. Exit 1 where one of them is not there. */
export const documentsDelete = async (
  { config, print, note }: CommandContext,
  ids: string[],
  options: { collection: string; json?: boolean },
): Promise<number> => {
  const gateway = await findGateway(config);
  const collection = encodeURIComponent(options.collection);
  const totals = { documents: 0, passages: 0, missing: 0 };
  for (const id of ids) {
    try {
      const path = `/v1/documents/${encodeURIComponent(id)}?collection=${collection}`;
      const { passages } = await callGateway(gateway, { method: 'DELETE', path, answer: deleted });
      totals.documents += 1;
      totals.passages += passages;
    } catch (thrown) {
      if (asFailure(thrown).code !== 'document.not_found') throw thrown;
      totals.missing += 1;
      note(`There is no document ${JSON.stringify(id)} in this collection.`);
    }
  }
  print(
    options.json
      ? JSON.stringify(totals)
      : `${totals.documents} deleted (${totals.passages} passages), ${totals.missing} not found.`,
  );
  return totals.missing === 0 ? exitStatus.complete : exitStatus.failed;
};
