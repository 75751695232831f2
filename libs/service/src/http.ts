import { type ErrorBody, errorBody, Failure } from '@rollcall/failures';
import { activeTraceId, beginSpan, failureFields, type Log, markFailed } from '@rollcall/telemetry';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { z } from 'zod';
import { expressFailure } from './express-failure.ts';
import type { Metrics } from './metrics.ts';

/** Paths of machines that look every few seconds, and of traces themselves; they are not traced. */
const unobserved = new Set(['/livez', '/readyz', '/metrics', '/health', '/v1/traces']);

export type AppOptions = {
  metrics: Metrics;
  log: Log;
  /** A request starts a trace of its own and links the caller's (the gateway), or continues the caller's. */
  ownTrace: boolean;
};

/**
 * What a service that speaks somebody else's API makes of the error body; it stands in
 * `response.locals.reshapeError`. It may move what the body says, and must not lose any of it.
 */
export type ReshapeError = (body: ErrorBody) => object;

/** The Express app that every service starts from. */
export const createApp = (options: AppOptions): Express => {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use(observe(options));
  return app;
};

/** A server span, the request metric and the `trace-id` header. */
const observe =
  ({ metrics, ownTrace }: AppOptions): RequestHandler =>
  (request, response, next) => {
    if (unobserved.has(request.path)) return next();
    const started = performance.now();
    const caller = request.header('traceparent');
    const { span, run } = beginSpan(request.method, {
      kind: 'server',
      parent: ownTrace ? null : (caller ?? null),
      links: ownTrace && caller !== undefined ? [caller] : [],
      attributes: { 'http.request.method': request.method },
    });
    response.on('close', () => {
      const route = request.route?.path === undefined ? 'none' : String(request.route.path);
      const status = response.writableFinished ? response.statusCode : 499;
      span.updateName(`${request.method} ${route}`);
      span.setAttributes({ 'http.route': route, 'http.response.status_code': status });
      if (status >= 500) markFailed(span, response.locals.failure ?? new Failure('internal.unexpected'));
      span.end();
      metrics.httpSeconds.observe(
        { method: request.method, route, status: String(status) },
        (performance.now() - started) / 1000,
      );
    });
    run(() => {
      const traceId = activeTraceId();
      if (traceId !== undefined) response.setHeader('trace-id', traceId);
      next();
    });
  };

/** Every failure leaves as JSON with a code; nothing ends in an empty body. Stands last. */
export const answerFailures = (app: Express, { metrics, log }: AppOptions): void => {
  app.use((_request, _response, next) => next(new Failure('request.not_found')));
  const handler: ErrorRequestHandler = (thrown, _request, response, _next) => {
    const failure = expressFailure(thrown);
    response.locals.failure = failure;
    metrics.failures.inc({ code: failure.code, where: 'http' });
    if (failure.status >= 500) log.error('request failed', failureFields(failure));
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const retryAfter = retryAfterSeconds(failure);
    if (retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter));
    const body = errorBody(failure, activeTraceId() ?? null);
    const reshape: ReshapeError | undefined = response.locals.reshapeError;
    response.status(failure.status).json(reshape === undefined ? body : reshape(body));
  };
  app.use(handler);
};

/** When it is worth asking again: what the failure says, or when an open breaker lets the next call through. */
const retryAfterSeconds = ({ details }: Failure): number | undefined => {
  if (details?.retryAfterSeconds !== undefined) return Number(details.retryAfterSeconds);
  return details?.retryInMs === undefined ? undefined : Math.ceil(Number(details.retryInMs) / 1000);
};

/**
 * A request part by schema. Throws `request.invalid` that names the fields and the rules that they break,
 * never their values.
 */
export const parseRequest = <S extends z.ZodType>(schema: S, value: unknown): z.infer<S> => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  throw new Failure('request.invalid', {
    details: {
      fields: issues.slice(0, 20).map((issue) => issue.path.map(String).join('.') || '(body)'),
      rules: issues.slice(0, 20).map((issue) => issue.code),
    },
  });
};
