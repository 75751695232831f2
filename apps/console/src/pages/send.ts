import { createHash } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { Html } from './html.ts';
import { stylesheet } from './stylesheet.ts';

/** True where the caller is a browser that wants something to look at. */
export const wantsPage = (request: Request): boolean =>
  !request.path.startsWith('/api/') && request.accepts(['json', 'html']) === 'html';

/** Sends a page; `status` is the HTTP status. */
export const sendPage = (response: Response, status: number, page: Html): void => {
  response.status(status).type('html').send(page.toString());
};

/** Where the stylesheet lies: its name changes with its content, so that it may be cached for ever. */
export const stylesheetPath = `/console-${createHash('sha256').update(stylesheet).digest('hex').slice(0, 12)}.css`;

export const sendStylesheet: RequestHandler = (_request, response) => {
  response.setHeader('cache-control', 'public, max-age=31536000, immutable');
  response.type('css').send(stylesheet);
};

/**
 * No script, no foreign origin, no frame, no inline style, no cached page: rows show raw text. Source:
 * OWASP Secure Headers Project; CSP Level 3.
 */
export const strictHeaders: RequestHandler = (_request, response, next) => {
  response.setHeader(
    'content-security-policy',
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  );
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  response.setHeader('cache-control', 'no-store');
  next();
};
