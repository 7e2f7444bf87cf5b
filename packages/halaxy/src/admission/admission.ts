import type { Lane } from './budget.ts';

/**
 * One credential's budget and read counter, shared by all that call Halaxy with it. Declared here, where
 * it is used; the store's adapter does each of these in one update, so that no two pods see one token.
 */
export type Admission = {
  /** Takes one token and the next read number together, or tells how long to wait. Never waits itself. */
  tryAdmit(lane: Lane): Promise<{ readonly readNo: number } | { readonly waitMs: number }>;
  /** The read counter now: a read that began at `from` and ended when the counter stood at this `to`. */
  readCounter(): Promise<number>;
  /** A 429 was received: nothing is admitted before the end of its Retry-After (unsaid: 5 s). */
  closeGate(retryAfterMs: number | undefined): Promise<void>;
  /** Halaxy's own count of what is left, from `x-ratelimit-remaining`. */
  heedRemaining(remaining: number): Promise<void>;
};
