import { timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { Failure } from '@rollcall/failures';
import type { Request, RequestHandler } from 'express';
import type { ServiceSettings } from './config.ts';

/** True for an address that only this machine can reach. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

/** Loopback without keys is the laptop; any other bind address demands the service token. */
export const demandTokenOffLoopback = (settings: ServiceSettings): void => {
  if (isLoopback(settings.HOST) || settings.ROLLCALL_SERVICE_TOKEN !== undefined) return;
  throw new Failure('config.invalid', {
    details: { problems: ['HOST is not loopback: ROLLCALL_SERVICE_TOKEN must be set'] },
  });
};

/** The bearer token of a request, if it has one. */
export const bearerOf = (request: Request): string | undefined =>
  /^Bearer ([\x21-\x7e]{1,512})$/.exec(request.header('authorization') ?? '')?.[1];

/** Compares secrets in a time that does not depend on where they differ. */
export const sameSecret = (given: string, expected: string): boolean => {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
};

/** Lets other services of the stack through; everybody where no token is set (loopback). */
export const serviceOnly =
  (token: string | undefined): RequestHandler =>
  (request, _response, next) => {
    if (token === undefined || sameSecret(bearerOf(request) ?? '', token)) return next();
    next(new Failure('access.service_token'));
  };
