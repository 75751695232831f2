import { Failure, fromRecord } from '@rollcall/failures';
import { type RedactionPolicy, redactionPolicy } from '@rollcall/pipeline';
import { z } from 'zod';
import { callGateway } from '../documents/call-gateway.ts';
import type { Gateway } from '../session.ts';
import type { Analyzer } from './analyzer.ts';

const SECOND = 1000;
const longestMs = 120 * SECOND;

/** A value that masking would replace. Offsets of the original, UTF-16 units. */
export type PreviewedFinding = { type: string; start: number; end: number; replacement: string };

/** What masking would make of a text. */
export type Preview = { text: string; findings: PreviewedFinding[] };

const answer = z.object({
  texts: z
    .array(
      z.object({
        text: z.string(),
        findings: z.array(
          z.object({ type: z.string(), start: z.int().min(0), end: z.int().min(0), replacement: z.string() }),
        ),
      }),
    )
    .length(1),
});
const refusal = z.object({ error: z.object({ code: z.string() }) });

/**
 * Asks our redactor what masking by a policy would make of a text. Throws `service.unavailable`, what the redactor
 * answers, and `redact.analyzer_refused` for an answer that is none.
 */
export const askForPreview = async (
  { url, token }: Analyzer,
  text: string,
  policy: RedactionPolicy,
): Promise<Preview> => {
  const response = await fetch(new URL('/v1/preview', url), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ texts: [text], policy }),
    signal: AbortSignal.timeout(longestMs),
  }).catch((thrown) => {
    throw new Failure('service.unavailable', { cause: thrown, details: { service: 'redactor' } });
  });
  const body: unknown = await response.json().catch(() => undefined);
  const read = answer.safeParse(body);
  const [preview] = read.success ? read.data.texts : [];
  if (response.ok && preview !== undefined) return preview;
  const refused = refusal.safeParse(body);
  if (!response.ok && refused.success) throw fromRecord(refused.data.error);
  throw new Failure('redact.analyzer_refused', { details: { status: response.status } });
};

const listed = z.object({
  collections: z.array(
    z.looseObject({
      name: z.string(),
      redaction: z.enum(['mask', 'off']),
      policy: redactionPolicy.default({}),
    }),
  ),
});

/**
 * How a collection is masked; undefined where it is not. Throws `collection.not_found`, and what the gateway
 * answers.
 */
export const policyOfCollection = async (
  gateway: Gateway,
  name: string,
): Promise<RedactionPolicy | undefined> => {
  const { collections } = await callGateway(gateway, {
    method: 'GET',
    path: '/v1/collections',
    answer: listed,
  });
  const collection = collections.find((each) => each.name === name);
  if (collection === undefined) throw new Failure('collection.not_found');
  return collection.redaction === 'off' ? undefined : collection.policy;
};
