import { readDocument } from '../src/document.ts';

export const tenantId = '00000000-0000-4000-8000-000000000001';

/** Documents as they are stored; `id` -> text, or title and text. */
export const documents = (
  texts: Record<string, string | { title?: string; text: string; metadata?: object }>,
) =>
  Object.entries(texts).map(([id, given]) =>
    readDocument({ id, ...(typeof given === 'string' ? { text: given } : given) }),
  );
