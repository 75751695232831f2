import { createHash } from 'node:crypto';
import { Failure } from '@rollcall/failures';
import { z } from 'zod';
import { isSafeName, safeText } from './safe-text.ts';

/** Metadata that is nested deeper than this is refused: it is walked recursively. */
const deepestMetadata = 8;

/** Raised when passages are cut or counted in another way, so that unchanged documents are written again. */
const indexForm = 2;

/** Ids are keys of a B-tree, whose entries must stay under 2.7 kB; this many UTF-16 units always do. */
const longestId = 512;

const shape = z.object({
  id: z.string().min(1).max(longestId).refine(isSafeName),
  title: z.string().max(2000).nullish(),
  text: z.string(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
});

/** A document as it is stored: safe text, and the hash by which an unchanged one is known. */
export type IngestDocument = {
  id: string;
  title: string;
  text: string;
  metadata: Record<string, unknown>;
  sha256: Buffer;
};

/**
 * Checks a parsed `{id, title?, text, metadata?}` and makes its text safe. Throws `document.invalid` with
 * `details.fields`; a text without a visible character is invalid too.
 */
export const readDocument = (value: unknown): IngestDocument => {
  const read = shape.safeParse(value);
  if (!read.success) throw invalid(read.error.issues.map((issue) => issue.path.join('.') || '(document)'));
  const { id } = read.data;
  const title = safeText(read.data.title ?? '').trim();
  const text = safeText(read.data.text);
  if (text.trim() === '') throw invalid(['text']);
  const metadata = safeValue(read.data.metadata ?? {}, deepestMetadata) as Record<string, unknown>;
  const sha256 = createHash('sha256')
    .update(JSON.stringify([indexForm, title, text, metadata]))
    .digest();
  return { id, title, text, metadata, sha256 };
};

/** The id of something that may not be a document, for the list of failures. */
export const idOf = (value: unknown): string | null => {
  const id = (value as { id?: unknown } | null | undefined)?.id;
  return typeof id === 'string' && id.length <= longestId ? safeText(id) : null;
};

const invalid = (fields: string[]): Failure => new Failure('document.invalid', { details: { fields } });

/** A JSON value whose strings, keys included, are safe for jsonb. */
const safeValue = (value: unknown, depthLeft: number): unknown => {
  if (typeof value === 'string') return safeText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depthLeft === 0) throw invalid(['metadata']);
  if (Array.isArray(value)) return value.map((item) => safeValue(item, depthLeft - 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [safeText(key), safeValue(item, depthLeft - 1)]),
  );
};
