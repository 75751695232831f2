import { Failure } from '@rollcall/failures';
import { z } from 'zod';
import { offsetsOf } from '../../code-points.ts';
import type { Finding } from '../../recognizers/recognizer.ts';
import { ownTypeOf, type TypeMapping } from '../foreign-types.ts';

const MIB = 1024 * 1024;

export const names = z.array(z.string().max(200)).max(10_000);

const findings = z.array(
  z.object({
    entity_type: z.string().min(1).max(200),
    start: z.int().min(0),
    end: z.int(),
    score: z.number().min(0).max(1),
    recognition_metadata: z.object({ recognizer_name: z.string().nullish() }).nullish(),
  }),
);

/** What a recognizer's name may be to be shown to callers. */
const plain = /^[\w .:/()-]{1,100}$/;

/** A finding that is not inside its text, or is none: an answer about another text, or in other units. */
export const badAnswer = (problem: string, upstreamStatus?: number): Failure =>
  new Failure('redact.backend_bad_answer', {
    details: { backend: 'presidio', problem, ...(upstreamStatus === undefined ? {} : { upstreamStatus }) },
  });

/**
 * Findings of Presidio's `/analyze` in a text, as ours: offsets from code points to UTF-16 units, types by their names.
 * Types that have no counterpart were not asked for and are left out. Throws `redact.backend_bad_answer` for any
 * other shape, for a score that is none and for an offset outside the text.
 */
export const readFindings = (body: unknown, text: string, mapping: TypeMapping): Finding[] => {
  const read = findings.safeParse(body);
  if (!read.success) throw badAnswer('shape');
  const offsets = offsetsOf(text, 'codepoint');
  const length = offsets.fromUtf16(text.length);
  return read.data.flatMap(({ entity_type, start, end, score, recognition_metadata }) => {
    if (start >= end || end > length) throw badAnswer('offsets');
    const entity = ownTypeOf(entity_type, mapping);
    if (entity === undefined) return [];
    const because = {
      recognizer: recognizerName(recognition_metadata?.recognizer_name),
      pattern: plain.test(entity_type) ? entity_type : entity,
      originalScore: score,
    };
    return [{ entity, start: offsets.toUtf16(start), end: offsets.toUtf16(end), score, because }];
  });
};

/** Its own name behind the back-end's, where it is fit to be shown. */
export const recognizerName = (name: string | null | undefined): string =>
  name && plain.test(name) ? `presidio:${name}` : 'presidio';

/** Findings may overlap, but no more than this is read of an answer. */
export const mostBytesFor = (text: string): number => Math.min(16 * MIB, 64 * 1024 + 256 * text.length);

/** The body as JSON. Throws `redact.backend_bad_answer` past `mostBytes`, without reading on, and for other text. */
export const readJson = async (response: Response, mostBytes: number): Promise<unknown> => {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    if (size > mostBytes) throw badAnswer('too_large');
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    throw badAnswer('no_json');
  }
};
