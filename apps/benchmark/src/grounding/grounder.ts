import { Failure, fromRecord } from '@rollcall/failures';
import { evidence, type Verdict, verdict } from '@rollcall/pipeline';
import { z } from 'zod';
import type { ServiceAddress } from '../stack/with-service.ts';
import type { AnswerRow, QuestionRow, Source } from './grounding-rows.ts';

const SECOND = 1000;
const longestMs = 120 * SECOND;

const refusal = z.object({ error: z.object({ code: z.string() }) });

const chance = z.number().min(0).max(1);
const scoredVerdict = verdict.extend({ score: chance });
const scoredEvidence = evidence
  .pick({ sufficient: true })
  .extend({ score: chance, abstain: z.boolean().optional() });

/** What a service says of the sources of a question; `abstain` where it says what a collection that abstains would do. */
export type Sufficiency = z.infer<typeof scoredEvidence>;

/** An answer of the service, and how long it took, in milliseconds. */
export type Timed<T> = { said: T; latencyMs: number };

/**
 * Asks whether the sources bear out an answer: `POST /v1/ground`, the sources in their order as passages `s1`, `s2` and
 * so on. Throws what `post` throws.
 *
 * @param threshold least score of a supported claim; the service's own where it is not set
 */
export const askVerdict = (
  service: ServiceAddress,
  { question, answer, sources }: Pick<AnswerRow, 'question' | 'answer' | 'sources'>,
  threshold?: number,
): Promise<Timed<Verdict>> =>
  post(service, 'v1/ground', scoredVerdict, {
    ...(question === undefined ? {} : { question }),
    answer,
    passages: passagesOf(sources),
    ...(threshold === undefined ? {} : { threshold }),
  });

/** Asks whether the sources can carry an answer: `POST /v1/ground/sufficiency`. Throws what `post` throws. */
export const askSufficiency = (
  service: ServiceAddress,
  { question, sources }: Pick<QuestionRow, 'question' | 'sources'>,
): Promise<Timed<Sufficiency>> =>
  post(service, 'v1/ground/sufficiency', scoredEvidence, { question, passages: passagesOf(sources) });

export const passageIdOf = (index: number): string => `s${index + 1}`;

const passagesOf = (sources: readonly Source[]) =>
  sources.map((source, index) => ({ id: passageIdOf(index), ...source }));

/**
 * Throws `service.unavailable` where nobody answers, what a service of ours answers, and `ground.service_refused` for
 * any other answer that is none, a score that is no number from 0 to 1 included; never a part of the texts.
 */
const post = async <S extends z.ZodType>(
  { url, token }: ServiceAddress,
  path: string,
  schema: S,
  body: object,
): Promise<Timed<z.infer<S>>> => {
  const started = performance.now();
  const response = await fetch(new URL(path, url.endsWith('/') ? url : `${url}/`), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(longestMs),
  }).catch((thrown) => {
    throw new Failure('service.unavailable', { cause: thrown, details: { service: 'grounder' } });
  });
  const answer: unknown = await response.json().catch(() => undefined);
  const latencyMs = performance.now() - started;
  if (!response.ok) {
    const refused = refusal.safeParse(answer);
    if (refused.success) throw fromRecord(refused.data.error);
    throw new Failure('ground.service_refused', { details: { status: response.status } });
  }
  const read = schema.safeParse(answer);
  if (!read.success) throw new Failure('ground.service_refused', { details: { status: response.status } });
  return { said: read.data, latencyMs };
};
