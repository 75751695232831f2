import type { ReshapeError } from '@rollcall/service';

/**
 * The error body of Presidio's published API, `{"error": "<text>"}`, with Rollcall's beside it as `failure`:
 * a client of either finds what it looks for. The text names the code and the fields, never their values.
 */
export const presidioError: ReshapeError = ({ error }) => ({
  error: [error.message, `(${[error.code, ...namesIn(error.details)].join(', ')})`].join(' '),
  failure: error,
});

/** What the details say about where, in the order in which they say it. */
const namesIn = (details: Readonly<Record<string, unknown>> | undefined): string[] =>
  Object.entries(details ?? {}).map(
    ([name, value]) => `${name}: ${Array.isArray(value) ? value.join(' ') : value}`,
  );
