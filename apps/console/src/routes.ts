import type { Database } from '@rollcall/postgres';
import express, { type Router } from 'express';
import { type AccessSettings, pageAccess } from './access.ts';
import { apiRoutes } from './api-routes.ts';
import type { Forwarder } from './ingest/forward.ts';
import type { StoredSpan } from './ingest/otlp.ts';
import { receiver } from './ingest/receive.ts';
import type { SpanQueue } from './ingest/span-queue.ts';
import { pageRoutes, showFailures } from './page-routes.ts';
import { sendStylesheet, strictHeaders, stylesheetPath } from './pages/send.ts';

export type ConsoleParts = {
  db: Database;
  access: AccessSettings;
  spans: SpanQueue<StoredSpan>;
  forwarder?: Forwarder | undefined;
};

/** Everything that the console answers: spans come in by `/v1/traces`; the rest is behind `pageAccess`. */
export const routes = ({ db, access, spans, forwarder }: ConsoleParts): Router => {
  const router = express.Router();
  router.use(receiver({ queue: spans, serviceToken: access.token, forwarder }));
  router.use(strictHeaders);
  router.get(stylesheetPath, sendStylesheet);
  router.use(pageAccess(access));
  router.use(apiRoutes(db));
  router.use(pageRoutes(db));
  router.use(showFailures);
  return router;
};
