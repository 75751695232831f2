import { Failure } from '@rollcall/failures';
import { serviceOnly } from '@rollcall/service';
import { detached } from '@rollcall/telemetry';
import express, { type RequestHandler, type Router } from 'express';
import type { Forwarder } from './forward.ts';
import { readExportRequest, type StoredSpan } from './otlp.ts';
import type { SpanQueue } from './span-queue.ts';

const largestBody = '8mb';
/** Requests in hand at once, from their first byte to their answer: bounds what bodies may take of the memory. */
const mostAtOnce = 32;

export type ReceiverParts = {
  queue: SpanQueue<StoredSpan>;
  /** Undefined on a loopback without keys. */
  serviceToken: string | undefined;
  forwarder: Forwarder | undefined;
};

/** `POST /v1/traces`: OTLP over HTTP in JSON, gzip accepted, for the services of this stack. */
export const receiver = ({ queue, serviceToken, forwarder }: ReceiverParts): Router => {
  const router = express.Router();
  router.post(
    '/v1/traces',
    serviceOnly(serviceToken),
    jsonOnly,
    atMost(mostAtOnce),
    express.raw({ type: 'application/json', limit: largestBody }),
    async (request, response) => {
      const body: Uint8Array = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const { spans, rejected } = readExportRequest(body);
      // The write belongs to the sender's spans, not to the trace of this request.
      await detached(() => queue.put(spans));
      forwarder?.forward(body);
      response.json({ partialSuccess: rejected === 0 ? {} : rejection(rejected) });
    },
  );
  return router;
};

/** OTLP's partial success: the rest is stored and must not be sent again. */
const rejection = (rejected: number) => ({
  rejectedSpans: String(rejected),
  errorMessage: 'Spans without the form of an OTLP span were left out.',
});

const jsonOnly: RequestHandler = (request, _response, next) => {
  if (request.is('application/json')) return next();
  next(new Failure('request.media_type', { details: { expected: 'application/json' } }));
};

const atMost = (most: number): RequestHandler => {
  let inHand = 0;
  return (_request, response, next) => {
    if (inHand >= most) {
      return next(new Failure('service.overloaded', { details: { retryAfterSeconds: 1 } }));
    }
    inHand += 1;
    response.once('close', () => {
      inHand -= 1;
    });
    next();
  };
};
