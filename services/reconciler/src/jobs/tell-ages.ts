import type { ReconcilerPorts } from '../ports.ts';

/** Tells how old what we know of each practice is, for those who watch and are alerted. */
export function createTellAges({ runs, clock, events }: Pick<ReconcilerPorts, 'runs' | 'clock' | 'events'>) {
  return async function tellAges(): Promise<void> {
    const age = (ms: number) => Math.max(0, (clock.nowMs() - ms) / 1_000);
    for (const { _id: practice, freshAsOfMs, canaryAtMs } of await runs.statuses())
      events.practiceAged(practice, {
        ...(freshAsOfMs === undefined ? {} : { freshness: age(freshAsOfMs) }),
        ...(canaryAtMs === undefined ? {} : { canary: age(canaryAtMs) }),
      });
  };
}
