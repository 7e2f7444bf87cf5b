/** What the API answered instead of data, with words for a person. `status` 0: there was no answer. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, words: string, cause?: unknown) {
    super(words, { cause });
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
  }
}

/** The log-in is over: only a new one helps. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401;
}

export function wordsFor(error: unknown): string {
  return error instanceof ApiError
    ? error.message
    : 'Something went wrong on this page. Reload it to try again.';
}
