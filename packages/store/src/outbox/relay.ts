import type { Clock } from '@bloom/kit';
import type { Leases } from '../leases/leases.ts';
import type { EncodedMessage, Outbox, OutboxRow } from './outbox.ts';

const sweepAgeMs = 5_000;
const sweepEveryMs = 1_000;
const sweepLeaseMs = 10_000;
const batchMax = 500;
/** More rows than this in memory are left to the sweep: they stand in the store anyway (I8). */
const heldMax = 5_000;

export type RelayOptions = {
  readonly outbox: Outbox;
  readonly leases: Leases;
  readonly service: string;
  readonly clock: Clock;
  /** Resolves once the broker has them all. */
  readonly produce: (messages: readonly EncodedMessage[]) => Promise<void>;
  /** Told before rows are produced, e.g. to make caches forget. What it throws is told, and holds nothing up. */
  readonly before?: (rows: readonly OutboxRow[]) => Promise<void>;
  readonly onFailed?: (error: unknown) => void;
};

/**
 * Brings committed announcements to the broker: at once for those of this process, and after 5 s, by whoever holds
 * the sweep's lease, for those that a crash or an absent broker left behind. At least once, in no promised order.
 */
export function createRelay(options: RelayOptions) {
  const { outbox, leases, clock, onFailed = () => {} } = options;
  const waiting: OutboxRow[] = [];
  let sending: Promise<void> | undefined;

  async function deliver(rows: readonly OutboxRow[]): Promise<void> {
    await options.before?.(rows).catch(onFailed);
    await options.produce(rows.map(({ message }) => message));
    await outbox.remove(rows.map(({ id }) => id));
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const rows = waiting.splice(0, batchMax);
      // What fails stays in the store: the sweep brings it.
      await deliver(rows).catch(onFailed);
    }
  }

  async function sweep(): Promise<number> {
    const lease = await leases.acquire(`outbox.${options.service}`, sweepLeaseMs);
    if (lease === undefined) return 0;
    const rows = await outbox.olderThan(sweepAgeMs, batchMax);
    if (rows.length > 0) await deliver(rows);
    return rows.length;
  }

  return {
    name: 'outbox relay',

    /** Call after the commit. Never waits, never throws. */
    committed(rows: readonly OutboxRow[]): void {
      if (waiting.length + rows.length > heldMax) return;
      waiting.push(...rows);
      sending ??= drain().finally(() => {
        sending = undefined;
      });
    },

    /** Brings what was left behind until the signal aborts, then what this process still holds. */
    async run(signal: AbortSignal): Promise<void> {
      while (!signal.aborted) {
        const moved = await sweep().catch((error: unknown) => {
          onFailed(error);
          return 0;
        });
        if (moved < batchMax) await clock.sleep(sweepEveryMs, signal);
      }
      await sending;
    },
  };
}

export type Relay = ReturnType<typeof createRelay>;
