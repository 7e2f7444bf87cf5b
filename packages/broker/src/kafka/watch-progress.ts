import { BloomError } from '@bloom/kit';
import type { Consumer } from 'kafkajs';

const lookEveryMs = 10_000;
const stuckAfterMs = 60_000;

type Watched = {
  readonly consumer: Pick<Consumer, 'on' | 'events'>;
  readonly group: string;
  /** Whether there is something to read. Rejects while the broker is away. */
  readonly isBehind: () => Promise<boolean>;
  readonly fail: (error: BloomError) => void;
};

/**
 * Fails a consumer that has stopped for good: kafkajs can cease to fetch without a crash (its issues 1570, 659).
 * Being connected proves nothing; what counts is a fetch or a finished batch, and that there is something to
 * fetch. Only time in which the broker answers counts: while it is away nobody is at fault.
 */
export function watchProgress({ consumer, group, isBehind, fail }: Watched): { stop(): void } {
  const { FETCH, END_BATCH_PROCESS, GROUP_JOIN, CRASH } = consumer.events;
  let lastMs = performance.now();
  let stuckSinceMs: number | undefined;
  let looking = false;
  const moves = () => {
    lastMs = performance.now();
    stuckSinceMs = undefined;
  };
  consumer.on(FETCH, moves);
  consumer.on(END_BATCH_PROCESS, moves);
  consumer.on(GROUP_JOIN, moves);
  consumer.on(CRASH, ({ payload: { restart } }) => {
    if (!restart) fail(new BloomError('BROKER_UNAVAILABLE', `${group} has crashed`));
  });

  async function look(): Promise<void> {
    if (looking || performance.now() - lastMs < lookEveryMs) return;
    looking = true;
    const behind = await isBehind().catch(() => false);
    looking = false;
    const nowMs = performance.now();
    if (nowMs - lastMs < lookEveryMs) return;
    stuckSinceMs = behind ? (stuckSinceMs ?? nowMs) : undefined;
    if (stuckSinceMs !== undefined && nowMs - stuckSinceMs >= stuckAfterMs)
      fail(new BloomError('BROKER_UNAVAILABLE', `${group} has stopped reading`));
  }

  const timer = setInterval(look, lookEveryMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
