import { ApiError } from './api-error.ts';

/**
 * Whether an error says nothing of what was asked: nobody answered, or who did could not just then. The same
 * may be asked again, and be taken.
 */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  return error.status === 0 || error.status === 408 || error.status === 429 || error.status >= 500;
}
