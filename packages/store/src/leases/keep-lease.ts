import type { Clock } from '@bloom/kit';
import type { Lease, Leases } from './leases.ts';

/**
 * A lease that each look at it keeps alive. Its time is counted from before it was asked for, on a clock that nobody turns: a
 * process that was stopped knows by it that its time is over.
 */
export function keepLease(
  { leases, clock }: { readonly leases: Leases; readonly clock: Clock },
  {
    name,
    ttlMs,
    renewAfterMs,
  }: { readonly name: string; readonly ttlMs: number; readonly renewAfterMs: number },
) {
  let held: Lease | undefined;
  let renewedAtMs = Number.NEGATIVE_INFINITY;
  return {
    /** The lease, ours or renewed; undefined while another holds it. */
    async keep(): Promise<Lease | undefined> {
      if (held !== undefined && clock.monotonicMs() - renewedAtMs <= renewAfterMs) return held;
      const askedAtMs = clock.monotonicMs();
      held = await leases.acquire(name, ttlMs);
      if (held !== undefined) renewedAtMs = askedAtMs;
      return held;
    },
    /** How long it is certainly ours, milliseconds; 0 or less = not any more. */
    remainingMs: (): number => (held === undefined ? 0 : renewedAtMs + ttlMs - clock.monotonicMs()),
    async release(): Promise<void> {
      if (held) await leases.release(held).catch(() => {});
    },
  };
}

export type KeptLease = ReturnType<typeof keepLease>;
