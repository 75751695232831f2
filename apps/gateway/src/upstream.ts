import { type Breaker, createBreaker } from '@rollcall/breaker';
import { Failure, type FailureCode } from '@rollcall/failures';
import type { Log } from '@rollcall/telemetry';
import type { Request, Response } from 'express';
import { tenantIdOf } from './tenants.ts';

const SECOND = 1000;
const longestMs = 300 * SECOND;

/** Another service of the stack, whose answers are passed on. */
export type Upstream = {
  service: string;
  url: string;
  token: string | undefined;
  breaker: Breaker;
};

const outages: ReadonlySet<FailureCode> = new Set<FailureCode>(['service.unavailable', 'service.timeout']);

/** A service with a breaker of its own. Only its absence counts: whatever it answers is an answer. */
export const openUpstream = (
  service: string,
  options: { url: string; token: string | undefined; log: Log },
): Upstream => ({
  service,
  url: options.url,
  token: options.token,
  breaker: createBreaker({
    dependency: service,
    hear: ({ code }) => (outages.has(code) ? 'outage' : 'nothing'),
    log: options.log,
  }),
});

/**
 * Passes a request on to another service of the stack, under the tenant of the caller's key, and its
 * answer back. Throws `service.unavailable` or `service.timeout` where the service does not answer, and
 * `request.incomplete` where the caller goes away in the middle of its own body.
 */
export const passThrough = async (
  upstream: Upstream,
  path: string,
  request: Request,
  response: Response,
): Promise<void> => {
  const { status, type, retryAfter, body } = await upstream.breaker.guard(() =>
    exchange(upstream, path, request, response),
  );
  if (retryAfter !== null) response.setHeader('retry-after', retryAfter);
  response.status(status).type(type).send(body);
};

const exchange = async (upstream: Upstream, path: string, request: Request, response: Response) => {
  const hasBody = request.method !== 'GET' && request.method !== 'DELETE';
  const type = request.header('content-type');
  // A body that is compressed must not be taken for one that is not.
  const encoding = request.header('content-encoding');
  try {
    const answer = await fetch(new URL(path, upstream.url), {
      method: request.method,
      headers: {
        ...(type === undefined ? {} : { 'content-type': type }),
        ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
        ...(upstream.token === undefined ? {} : { authorization: `Bearer ${upstream.token}` }),
        'x-rollcall-tenant': tenantIdOf(response),
      },
      // Not destroyed where the service is away: that would take the caller's connection, and his answer, with it.
      ...(hasBody ? { body: request.iterator({ destroyOnReturn: false }), duplex: 'half' as const } : {}),
      signal: AbortSignal.timeout(longestMs),
    } as RequestInit);
    return {
      status: answer.status,
      type: answer.headers.get('content-type') ?? 'application/json',
      retryAfter: answer.headers.get('retry-after'),
      body: Buffer.from(await answer.arrayBuffer()),
    };
  } catch (thrown) {
    // The caller's own body broke off: the service cannot be blamed for it.
    if (request.errored) throw new Failure('request.incomplete', { cause: thrown });
    const late = thrown instanceof DOMException && thrown.name === 'TimeoutError';
    throw new Failure(late ? 'service.timeout' : 'service.unavailable', {
      cause: thrown,
      details: { service: upstream.service },
    });
  }
};
