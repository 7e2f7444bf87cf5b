import { type ErrorCode, errorCodes } from './error-codes.ts';
import { type Edge, type ErrorKind, edges } from './error-kinds.ts';

/**
 * The one error class. `detail` is for the person who reads the log or, for kinds `refused` and
 * `invalid` alone, the person who asked: it never holds a value of a patient's record.
 */
export class BloomError extends Error {
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  /** How long the far side asked us to wait, in milliseconds; absent when it did not say. */
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, detail?: string, options: { cause?: unknown; retryAfterMs?: number } = {}) {
    super(detail ? `${code}: ${detail}` : code, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'BloomError';
    this.code = code;
    this.detail = detail;
    this.retryAfterMs = options.retryAfterMs;
  }

  get kind(): ErrorKind {
    return errorCodes[this.code].kind;
  }

  get edge(): Edge {
    return edges[this.kind];
  }
}

/** Anything thrown, as a `BloomError`: what nobody foresaw is `INTERNAL`, its message kept as the cause only. */
export function asBloomError(thrown: unknown): BloomError {
  return thrown instanceof BloomError ? thrown : new BloomError('INTERNAL', undefined, { cause: thrown });
}

/** The words an outside caller may see: never more than the code's own, save where the kind allows detail. */
export function publicMessage(error: BloomError): string {
  const { words } = errorCodes[error.code];
  const tellsDetail = error.kind === 'refused' || error.kind === 'invalid';
  return tellsDetail && error.detail ? `${words} (${error.detail})` : words;
}
