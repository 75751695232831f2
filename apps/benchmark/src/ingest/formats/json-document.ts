import { Failure } from '@rollcall/failures';
import { z } from 'zod';
import { decode } from '../decode.ts';
import type { Ingestible } from '../source.ts';

const metadata = z.record(z.string(), z.unknown()).nullish();

/** An id that is a number in JSON is the same as text: `7` and `"7"` name one document. */
const id = z.union([z.string(), z.int().transform(String)]);

/** A document itself, one of a BEIR corpus, or one of a test set. */
const document = z.union([
  z.object({ id, title: z.string().nullish(), text: z.string(), metadata }),
  z
    .object({ _id: id, title: z.string().nullish(), text: z.string(), metadata })
    .transform(({ _id, ...rest }) => ({ id: _id, ...rest })),
  z
    .object({ id, document_title: z.string().nullish(), passages: z.array(z.string()) })
    .transform((set) => ({ id: set.id, title: set.document_title, text: set.passages.join('\n\n') })),
]);

const withoutNulls = (read: z.infer<typeof document>): Ingestible => ({
  id: read.id,
  text: read.text,
  ...(read.title == null ? {} : { title: read.title }),
  ...('metadata' in read && read.metadata != null ? { metadata: read.metadata } : {}),
});

/** JSON from UTF-8. Throws `ingest.unreadable`. */
export const parseJson = (json: Uint8Array): unknown => {
  const text = decode(json);
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new Failure('ingest.unreadable', { cause: thrown, details: { rule: 'JSON' } });
  }
};

/** A parsed value as a document. Throws `document.invalid` with the fields that are wrong or missing. */
export const documentOf = (value: unknown): Ingestible => {
  const parsed = document.safeParse(value);
  if (parsed.success) return withoutNulls(parsed.data);
  throw new Failure('document.invalid', { details: { fields: wrongFields(value) } });
};

/** The union's own error says what each of its forms lacks; people mean the first one. */
const wrongFields = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return ['(document)'];
  const given = value as Record<string, unknown>;
  const wrong = [
    ...(id.safeParse(given.id ?? given._id).success ? [] : ['id']),
    ...(typeof given.text === 'string' || Array.isArray(given.passages) ? [] : ['text']),
  ];
  return wrong.length > 0 ? wrong : ['title', 'passages', 'metadata'].filter((field) => field in given);
};
