import type { BreakerPhase, CallClass } from '@bloom/halaxy';
import type { Breaker } from '@bloom/proto';
import type { BreakerOverride, PracticeDocument } from '@bloom/store';
import type { WriterPorts } from '../ports.ts';

export const callClasses = ['token', 'read', 'write'] as const satisfies readonly CallClass[];

/**
 * Tells how the circuits of practices stand, three a practice: held by an operator, or as pods share it. One of which
 * nothing is known, Redis being away or nothing decided yet, is told as closed.
 */
export function createReadBreakers({ overrides, breakerOf, events }: WriterPorts) {
  async function phaseOf(
    practice: PracticeDocument,
    callClass: CallClass,
  ): Promise<BreakerPhase | undefined> {
    try {
      return await breakerOf(practice, callClass).read();
    } catch (error) {
      events.breakerUnshared(practice._id, error);
      return undefined;
    }
  }

  return async function readBreakers(practices: readonly PracticeDocument[]): Promise<Breaker[]> {
    const held = new Map((await overrides.all()).map((override) => [override._id, override]));
    const all = practices.flatMap((practice) =>
      callClasses.map(async (callClass) =>
        breakerMessage(practice._id, callClass, await phaseOf(practice, callClass), held.get(practice._id)),
      ),
    );
    return Promise.all(all);
  };
}

export type ReadBreakers = ReturnType<typeof createReadBreakers>;

function breakerMessage(
  practiceId: string,
  callClass: CallClass,
  phase: BreakerPhase | undefined,
  override: BreakerOverride | undefined,
): Breaker {
  const sinceMs = override?.atMs ?? phase?.sinceMs;
  return {
    practiceId,
    callClass,
    state: override ? 'open' : (phase?.mode ?? 'closed'),
    ...(sinceMs === undefined ? {} : { since: new Date(sinceMs) }),
    failures: phase?.failures ?? 0,
    forced: override !== undefined,
  };
}
