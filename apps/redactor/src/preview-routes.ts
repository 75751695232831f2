import { randomBytes } from 'node:crypto';
import { redactionPolicy } from '@rollcall/pipeline';
import { parseRequest, serviceOnly } from '@rollcall/service';
import express, { Router } from 'express';
import { z } from 'zod';
import type { Backends } from './backends/backends.ts';
import { untilClosed } from './backends/until-closed.ts';
import type { LongTexts } from './long-texts/long-texts.ts';
import { readMaskingPolicy } from './masking-policy.ts';
import { previewMasking } from './preview.ts';

const previewRequest = z.strictObject({
  /** The parts of one document. */
  texts: z.array(z.string()).min(1).max(1000),
  policy: redactionPolicy.default({}),
});

/**
 * `POST /v1/preview`: what masking by a policy would make of a text, `{texts: [{text, findings: [{type, start, end,
 * replacement}]}]}`, in UTF-16 units. A dry run: nothing is stored, and hashes are of a key that is thrown away.
 */
export const previewRoutes = ({
  serviceToken,
  maxBodyBytes,
  threshold,
  backends,
  longTexts,
}: {
  serviceToken: string | undefined;
  maxBodyBytes: number;
  threshold: number;
  backends: Backends;
  longTexts?: LongTexts;
}): Router => {
  const router = Router();
  router.post(
    '/v1/preview',
    serviceOnly(serviceToken),
    express.json({ limit: maxBodyBytes }),
    async (request, response) => {
      const { texts, policy } = parseRequest(previewRequest, request.body);
      const { entities } = readMaskingPolicy(policy).analysis;
      const alsoFound = await backends.find(texts, { entities, signal: untilClosed(response) });
      const hashKey = randomBytes(32);
      const options = { policy, threshold, hashKey, alsoFound, longTexts };
      response.json({ texts: await previewMasking(texts, options) });
    },
  );
  return router;
};
