import { parseRequest, serviceOnly } from '@rollcall/service';
import { json, Router } from 'express';
import { z } from 'zod';
import { assessEvidence, tooLittle } from './evidence.ts';
import { verifyAnswer } from './support.ts';

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
};

/**
 * `POST /v1/ground`: is each claim of an answer borne out by the passages, `[1]` being the first of them.
 * `POST /v1/ground/sufficiency`: can the passages carry an answer at all, and would a collection that abstains refuse.
 * Throws `request.invalid`,
 * `request.not_json`, `request.too_large` (1 MB) and `access.service_token`.
 */
export const routes = ({ serviceToken, threshold }: RouteDeps): Router => {
  const router = Router();
  router.use('/v1/ground', serviceOnly(serviceToken), json({ limit: bodyLimit, type: () => true }));
  router.post('/v1/ground', (request, response) => {
    const asked = parseRequest(groundRequest, request.body);
    response.json(verifyAnswer({ ...asked, threshold: asked.threshold ?? threshold }));
  });
  router.post('/v1/ground/sufficiency', (request, response) => {
    const asked = parseRequest(sufficiencyRequest, request.body);
    const evidence = assessEvidence(asked.question, asked.passages);
    response.json({ ...evidence, abstain: tooLittle(evidence) });
  });
  return router;
};
