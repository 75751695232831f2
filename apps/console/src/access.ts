import { createHmac } from 'node:crypto';
import { Failure } from '@rollcall/failures';
import { bearerOf, isLoopback, sameSecret } from '@rollcall/service';
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { sendPage, wantsPage } from './pages/send.ts';
import { signInPage } from './pages/sign-in-page.ts';

const cookieName = 'rollcall_console';
const SECOND = 1;
const HOUR = 3600 * SECOND;
const sessionSeconds = 12 * HOUR;

export type AccessSettings = { host: string; token: string | undefined };

/** What the cookie holds: proof of the token without the token, which also opens other services. */
const sessionOf = (token: string): string =>
  createHmac('sha256', token).update('rollcall console session').digest('hex');

const cookieOf = (request: Request): string | undefined =>
  (request.header('cookie') ?? '')
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${cookieName}=`))
    ?.slice(cookieName.length + 1);

const holdsToken = (request: Request, token: string): boolean =>
  sameSecret(bearerOf(request) ?? '', token) || sameSecret(cookieOf(request) ?? '', sessionOf(token));

/**
 * The name in a request's Host header, brackets of an IPv6 address off. A page of another site whose name
 * was made to point at 127.0.0.1 (DNS rebinding) carries that site's name here.
 */
const hostOf = (request: Request): string =>
  (request.header('host') ?? '').replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');

const onLoopback = (request: Request, bind: string): boolean =>
  isLoopback(bind) && isLoopback(hostOf(request));

const startSession = (response: Response, token: string): void => {
  response.cookie(cookieName, sessionOf(token), {
    httpOnly: true,
    sameSite: 'strict',
    path: '/',
    maxAge: sessionSeconds * 1000,
  });
};

/** The same path and query without `token`, so that the secret leaves the address bar. */
const withoutToken = (request: Request): string => {
  const query = new URLSearchParams(request.originalUrl.split('?')[1] ?? '');
  query.delete('token');
  // `//name` would be another site's address.
  const path = request.path.replace(/^[/\\]*/, '/');
  return query.size > 0 ? `${path}?${query}` : path;
};

/**
 * Rows show raw text, so pages are for the laptop they run on (a loopback bind address, asked by a
 * loopback name) and for holders of the service token: as a bearer, by the sign-in form, or once as
 * `?token=`, which becomes a cookie. Throws `access.service_token`; a browser gets the sign-in form.
 */
export const pageAccess = ({ host, token }: AccessSettings): Router => {
  const router = express.Router();
  if (token !== undefined) router.use(signIn(token));
  router.use(((request, response, next) => {
    if (onLoopback(request, host) || (token !== undefined && holdsToken(request, token))) return next();
    if (!wantsPage(request)) throw new Failure('access.service_token');
    sendPage(response, 401, signInPage({ refused: false, possible: token !== undefined }));
  }) satisfies RequestHandler);
  return router;
};

const signIn = (token: string): Router => {
  const router = express.Router();
  router.post('/session', express.urlencoded({ extended: false, limit: '4kb' }), (request, response) => {
    const given: unknown = request.body?.token;
    if (typeof given !== 'string' || !sameSecret(given, token)) {
      return sendPage(response, 401, signInPage({ refused: true, possible: true }));
    }
    startSession(response, token);
    response.redirect(303, '/');
  });
  router.get('/{*path}', (request, response, next) => {
    const given = request.query.token;
    if (typeof given !== 'string') return next();
    if (!sameSecret(given, token)) {
      if (!wantsPage(request)) throw new Failure('access.service_token');
      return sendPage(response, 401, signInPage({ refused: true, possible: true }));
    }
    startSession(response, token);
    response.redirect(303, withoutToken(request));
  });
  return router;
};
