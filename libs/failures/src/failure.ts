import { catalogue, type FailureCode, isFailureCode } from './catalogue.ts';

/** Values that may leave the process: names of fields, counts, codes; never a user's text. */
export type FailureDetails = Record<string, string | number | boolean | string[] | undefined>;

/** What is kept of a foreign error: its class and codes, never its message or body. */
export type FailureCause = { class: string; sqlstate?: string; constraint?: string; errno?: string };

/** A failure as it travels in a job, stands in a row and is answered over HTTP. */
export type FailureRecord = {
  code: FailureCode;
  message: string;
  stage?: string;
  details?: FailureDetails;
};

type FailureOptions = { stage?: string; details?: FailureDetails; cause?: unknown };

/**
 * The only error that Rollcall throws across a module's border. Its message is the catalogue's
 * fixed text; `origin` keeps class and codes of the error behind it.
 */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly stage: string | undefined;
  readonly details: FailureDetails | undefined;
  readonly origin: FailureCause | undefined;

  constructor(code: FailureCode, options: FailureOptions = {}) {
    super(catalogue[code].message);
    this.name = 'Failure';
    this.code = code;
    this.stage = options.stage;
    this.details = options.details;
    this.origin = options.cause === undefined ? undefined : originOf(options.cause);
  }

  get status(): number {
    return catalogue[this.code].status;
  }

  get retryable(): boolean {
    return catalogue[this.code].retryable;
  }

  toRecord(): FailureRecord {
    return {
      code: this.code,
      message: this.message,
      ...(this.stage === undefined ? {} : { stage: this.stage }),
      ...(this.details === undefined ? {} : { details: this.details }),
    };
  }
}

/** Class, SQLSTATE, constraint name and errno of any thrown value; nothing else of it. */
export const originOf = (thrown: unknown): FailureCause => {
  if (thrown instanceof Failure) return thrown.origin ?? { class: thrown.code };
  if (!(thrown instanceof Error)) return { class: typeof thrown };
  const { code, constraint } = thrown as { code?: unknown; constraint?: unknown };
  const origin: FailureCause = { class: thrown.constructor.name };
  // No SQLSTATE begins with E, but some errnos of five letters do (EPIPE).
  if (typeof code === 'string' && /^(?!E)[0-9A-Z]{5}$/.test(code)) origin.sqlstate = code;
  else if (typeof code === 'string' && /^[A-Z_]{3,40}$/.test(code)) origin.errno = code;
  if (typeof constraint === 'string') origin.constraint = constraint;
  return origin;
};

/** Any thrown value as a Failure: itself if it is one, else `fallback` with the value as its origin. */
export const asFailure = (
  thrown: unknown,
  fallback: FailureCode = 'internal.unexpected',
  stage?: string,
): Failure => {
  if (thrown instanceof Failure) return thrown;
  return new Failure(fallback, { cause: thrown, ...(stage === undefined ? {} : { stage }) });
};

/**
 * A record from a job or a row as a Failure again. A code that only a newer build knows becomes
 * `internal.unexpected`, with the code itself as `details.newerCode`.
 */
export const fromRecord = (record: { code: string; stage?: string; details?: FailureDetails }): Failure => {
  const known = isFailureCode(record.code);
  const details = known ? record.details : { ...record.details, newerCode: record.code };
  return new Failure(known ? (record.code as FailureCode) : 'internal.unexpected', {
    ...(record.stage === undefined ? {} : { stage: record.stage }),
    ...(details === undefined ? {} : { details }),
  });
};
