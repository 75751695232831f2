import { createHash } from 'node:crypto';
import { Failure } from '@rollcall/failures';
import { z } from 'zod';
import { isSafeName, nothingReplaced, type Replaced, safeText } from './safe-text.ts';

/** Metadata that is nested deeper than this is refused: it is walked recursively. */
const deepestMetadata = 8;

/** UTF-16 units of a document's metadata as JSON: filters read it, and it is no place for a second text. */
const longestMetadata = 64 * 1024;

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
  /** What was not safe in the document as it was sent. */
  replaced: Replaced;
};

/**
 * Checks a parsed `{id, title?, text, metadata?}` and makes its text safe. Throws `document.invalid` with
 * `details.fields`; a text without a visible character is invalid too.
 */
export const readDocument = (value: unknown): IngestDocument => {
  const read = shape.safeParse(value);
  if (!read.success) throw invalid(read.error.issues.map((issue) => issue.path.join('.') || '(document)'));
  const { id } = read.data;
  const replaced = nothingReplaced();
  const title = safeText(read.data.title ?? '', replaced).trim();
  const text = safeText(read.data.text, replaced);
  if (text.trim() === '') throw invalid(['text']);
  const metadata = safeMetadata(read.data.metadata ?? {}, replaced);
  const sha256 = createHash('sha256')
    .update(JSON.stringify([indexForm, title, text, metadata]))
    .digest();
  return { id, title, text, metadata, sha256, replaced };
};

/** The id of something that may not be a document, for the list of failures. */
export const idOf = (value: unknown): string | null => {
  const id = (value as { id?: unknown } | null | undefined)?.id;
  return typeof id === 'string' && id.length <= longestId ? safeText(id) : null;
};

const invalid = (fields: string[]): Failure => new Failure('document.invalid', { details: { fields } });

const safeMetadata = (given: Record<string, unknown>, replaced: Replaced): Record<string, unknown> => {
  const metadata = safeValue(given, { replaced, depthLeft: deepestMetadata }) as Record<string, unknown>;
  if (JSON.stringify(metadata).length > longestMetadata) throw invalid(['metadata']);
  return metadata;
};

/** A JSON value whose strings, keys included, are safe for jsonb. */
const safeValue = (value: unknown, walk: { replaced: Replaced; depthLeft: number }): unknown => {
  if (typeof value === 'string') return safeText(value, walk.replaced);
  // A number beyond a double's range is infinite once it is parsed, and would be stored as null.
  if (typeof value === 'number' && !Number.isFinite(value)) throw invalid(['metadata']);
  if (typeof value !== 'object' || value === null) return value;
  if (walk.depthLeft === 0) throw invalid(['metadata']);
  const deeper = { ...walk, depthLeft: walk.depthLeft - 1 };
  if (Array.isArray(value)) return value.map((item) => safeValue(item, deeper));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [safeText(key, walk.replaced), safeValue(item, deeper)]),
  );
};
