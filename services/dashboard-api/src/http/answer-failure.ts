import { asBloomError, BloomError, type ErrorCode, publicMessage } from '@bloom/kit';
import { InvalidInput } from './invalid-input.ts';

export type Failure = {
  readonly error: BloomError;
  readonly status: number;
  readonly body: {
    readonly code: ErrorCode;
    readonly message: string;
    readonly details?: readonly unknown[];
  };
};

/** Where HTTP has a more exact word than the error's kind. */
const ownStatus: { readonly [Code in ErrorCode]?: number } = {
  METHOD_NOT_ALLOWED: 405,
  REVISION_STALE: 412,
  BODY_TOO_LARGE: 413,
  TOO_MANY_REQUESTS: 429,
  RUNS_WAIT: 429,
};

/** What becomes of anything thrown while a request was answered. Nothing of an unforeseen error is told. */
export function failureOf(thrown: unknown): Failure {
  const error = fromParser(thrown) ?? asBloomError(thrown);
  const details = error instanceof InvalidInput ? { details: error.details } : {};
  return {
    error,
    status: ownStatus[error.code] ?? error.edge.http,
    body: { code: error.code, message: publicMessage(error), ...details },
  };
}

/** Express and its body parser throw errors with a status; the sender's text in their messages stays here. */
function fromParser(thrown: unknown): BloomError | undefined {
  if (thrown instanceof BloomError || !(thrown instanceof Error) || !('status' in thrown)) return undefined;
  if (thrown.status === 413) return new BloomError('BODY_TOO_LARGE');
  if (typeof thrown.status !== 'number' || thrown.status < 400 || thrown.status >= 500) return undefined;
  return new InvalidInput([{ path: 'request', message: 'cannot be read' }]);
}
