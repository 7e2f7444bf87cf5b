import type { WriteEvent } from '@bloom/domain';
import type { BloomError } from '@bloom/kit';

const authWaitMs = 30_000;
const usualWaitMs = 5_000;
const oddWaitMs = 60_000;

/** What kept a look or a request back: a wait, and no more. */
export function heldBy(error: BloomError): WriteEvent {
  const byKind = error.kind === 'auth' ? authWaitMs : error.kind === 'bug' ? oddWaitMs : usualWaitMs;
  return { kind: 'held', waitMs: Math.max(100, error.retryAfterMs ?? byKind) };
}

/** What an error of a request that had left means: whether Halaxy did anything of it. */
export function eventOfSent(error: BloomError): WriteEvent {
  switch (error.kind) {
    // Told before anything was done.
    case 'throttled':
    case 'auth':
      return heldBy(error);
    case 'missing':
      return { kind: 'missing' };
    case 'refused':
      return { kind: 'rejected' };
    case 'malformed':
      return { kind: 'lost', answered: true };
    default:
      return { kind: 'lost', answered: error.code === 'HALAXY_FAILED' };
  }
}
