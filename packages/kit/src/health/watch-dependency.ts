import type { Clock } from '../clock.ts';
import { BloomError } from '../errors/bloom-error.ts';
import type { DependencyState, Probe } from './dependency-state.ts';

export type ProbeRhythm = {
  /** Pause between the end of one look and the next. */
  readonly everyMs: number;
  /** A look that takes longer counts as `down`, until it ends after all. */
  readonly timeoutMs: number;
};

/**
 * Looks again and again until the signal aborts, telling each state it finds. Looks never overlap, so a
 * dependency that hangs costs one pending look, not one a round. Never rejects.
 */
export async function watchDependency(
  probe: Probe,
  tell: (state: DependencyState) => void,
  { everyMs, timeoutMs }: ProbeRhythm,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const closed = new Promise<void>((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  while (!signal.aborted) {
    const patience = new AbortController();
    const look = lookOnce(probe, AbortSignal.any([signal, patience.signal]));
    const answered = new AbortController();
    const late = clock.sleep(timeoutMs, AbortSignal.any([signal, answered.signal])).then(() => undefined);
    const state = await Promise.race([look, late]);
    answered.abort();
    if (signal.aborted) return;
    if (state) {
      tell(state);
    } else {
      tell({ status: 'down', reason: `no answer within ${timeoutMs} ms` });
      patience.abort();
      await Promise.race([look, closed]);
    }
    await clock.sleep(everyMs, signal);
  }
}

async function lookOnce(probe: Probe, signal: AbortSignal): Promise<DependencyState> {
  try {
    return (await probe(signal)) ?? { status: 'ok' };
  } catch (error) {
    return { status: 'down', reason: error instanceof BloomError ? error.code : 'the look failed' };
  }
}
