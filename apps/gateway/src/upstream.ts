import { Readable } from 'node:stream';
import { Failure } from '@rollcall/failures';
import type { Request, Response } from 'express';
import { tenantIdOf } from './tenants.ts';

const SECOND = 1000;

/**
 * Passes a request on to another service of the stack, under the tenant of the caller's key, and its
 * answer back. Throws `service.unavailable` where the service does not answer.
 */
export const passThrough = async (
  target: URL,
  options: { service: string; token: string | undefined },

  request: Request,
  response: Response,
): Promise<void> => {
  const hasBody = request.method !== 'GET' && request.method !== 'DELETE';
  const answer = await fetch(target, {
    method: request.method,
    headers: {
      ...(request.header('content-type') === undefined
        ? {}
        : { 'content-type': request.header('content-type') as string }),
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
      'x-rollcall-tenant': tenantIdOf(response),
    },
    ...(hasBody ? { body: Readable.toWeb(request) as ReadableStream, duplex: 'half' as const } : {}),
    signal: AbortSignal.timeout(300 * SECOND),
  } as RequestInit).catch((thrown) => {
    throw new Failure('service.unavailable', { cause: thrown, details: { service: options.service } });
  });
  response.status(answer.status).type(answer.headers.get('content-type') ?? 'application/json');
  response.send(Buffer.from(await answer.arrayBuffer()));
};
