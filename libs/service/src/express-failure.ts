import { asFailure, Failure, type FailureCode } from '@rollcall/failures';

/** body-parser's and raw-body's errors by their `type` (body-parser 2.x and http-errors, README "Errors"). */
const byType: Readonly<Record<string, FailureCode>> = {
  'entity.too.large': 'request.too_large',
  'parameters.too.many': 'request.too_large',
  'entity.parse.failed': 'request.not_json',
  'request.aborted': 'request.incomplete',
  'request.size.invalid': 'request.incomplete',
  'charset.unsupported': 'request.media_type',
  'encoding.unsupported': 'request.media_type',
};

const expected: Readonly<Record<string, string>> = {
  'charset.unsupported': 'application/json; charset=utf-8',
  'encoding.unsupported': 'identity, gzip, deflate or br',
};

/** zlib's errors have a code and no `type` (brotli's begin with ERR__ERROR_): the body is not what its encoding says. */
const isBrokenCompression = (code: unknown): boolean =>
  typeof code === 'string' && /^(Z_|ERR__ERROR_)/.test(code);

/** What Express or a body-parser throws, as a Failure; their messages quote the body and are dropped. */
export const expressFailure = (thrown: unknown): Failure => {
  if (thrown instanceof Failure) return thrown;
  const { type, status, code } = Object(thrown) as { type?: unknown; status?: unknown; code?: unknown };
  const known = typeof type === 'string' ? byType[type] : undefined;
  if (known !== undefined) {
    const media = expected[String(type)];
    return new Failure(known, {
      cause: thrown,
      ...(media === undefined ? {} : { details: { expected: media } }),
    });
  }
  if (isBrokenCompression(code)) return new Failure('request.incomplete', { cause: thrown });
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new Failure('request.invalid', { cause: thrown });
  }
  return asFailure(thrown);
};
