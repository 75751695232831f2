import { parseRequest, serviceOnly } from '@rollcall/service';
import { json, Router } from 'express';
import { z } from 'zod';
import { assessEvidence, tooLittle } from './evidence.ts';
import { type Verifiers, verifyWith } from './verifiers/verify-with.ts';

const bodyLimit = '1mb';
const mostPassages = 200;
const answerBytes = 100_000;
const questionCharacters = 10_000;

const passages = z
  .array(
    z.object({ id: z.string().min(1).max(200), text: z.string(), title: z.string().max(2000).optional() }),
  )
  .max(mostPassages)
  .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, 'ids must differ');

const groundRequest = z.object({
  question: z.string().max(questionCharacters).optional(),
  answer: z
    .string()
    .min(1)
    .refine((text) => Buffer.byteLength(text) <= answerBytes, 'over 100 kB'),
  passages,
  threshold: z.number().min(0).max(1).optional(),
});

const sufficiencyRequest = z.object({ question: z.string().min(1).max(questionCharacters), passages });

export type RouteDeps = {
  serviceToken: string | undefined;
  /** Least score of a supported claim, where a request names none. */
  threshold: number;
  /** Those that are asked about what the built-in one is unsure of. */
  verifiers: Verifiers;
};

/**
 * `POST /v1/ground`: is each claim of an answer borne out by the passages, `[1]` being the first of them.
 * `POST /v1/ground/sufficiency`: can the passages carry an answer at all, and would a collection that abstains refuse.
 * Throws `request.invalid`,
 * `request.not_json`, `request.too_large` (1 MB) and `access.service_token`.
 */
export const routes = ({ serviceToken, threshold, verifiers }: RouteDeps): Router => {
  const router = Router();
  router.use('/v1/ground', serviceOnly(serviceToken), json({ limit: bodyLimit, type: () => true }));
  router.post('/v1/ground', async (request, response) => {
    const asked = parseRequest(groundRequest, request.body);
    const input = { ...asked, threshold: asked.threshold ?? threshold };
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    // Nobody has said that these texts are masked.
    response.json(await verifyWith(input, verifiers, { unmasked: true }, gone.signal));
  });
  router.post('/v1/ground/sufficiency', (request, response) => {
    const asked = parseRequest(sufficiencyRequest, request.body);
    const evidence = assessEvidence(asked.question, asked.passages);
    response.json({ ...evidence, abstain: tooLittle(evidence) });
  });
  return router;
};
