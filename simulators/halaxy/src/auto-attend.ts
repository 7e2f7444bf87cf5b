import { withStatus } from './api/write-appointment.ts';
import type { Settings } from './control/faults.ts';
import type { Appointment } from './fhir.ts';
import { isPatient, statusOf } from './fhir.ts';
import type { BaseClock } from './sim-clock.ts';
import type { Store } from './store.ts';

const OPEN = new Set(['booked', 'confirmed', 'arrived', 'check response']);

/**
 * Marks open appointments attended once their time has come, as Halaxy does unless a practice turns it
 * off. The returned function catches up with the clock; call it before anything is read.
 */
export function createAutoAttend({
  store,
  clock,
  settings,
}: {
  store: Store;
  clock: BaseClock;
  settings: Settings;
}) {
  let dueMs = Number.NEGATIVE_INFINITY;
  let known = -1;
  store.onChange(({ type }) => {
    if (type === 'Appointment') dueMs = Number.NEGATIVE_INFINITY;
  });
  return () => {
    const now = clock.now();
    const loaded = store.loaded('Appointment') as unknown as Appointment[];
    if (!settings.autoAttend || (now < dueMs && loaded.length === known)) return;
    let nextMs = Number.POSITIVE_INFINITY;
    for (const held of loaded) {
      const open = held.participant.some((one) => isPatient(one) && OPEN.has(statusOf(one) ?? ''));
      const startMs = Date.parse(held.start);
      if (!open) continue;
      if (startMs > now) {
        nextMs = Math.min(nextMs, startMs);
        continue;
      }
      const attend = (one: Appointment['participant'][number]) =>
        isPatient(one) && OPEN.has(statusOf(one) ?? '') ? withStatus(one, 'attended') : one;
      store.put({ ...held, participant: held.participant.map(attend) }, { who: 'halaxy', via: 'automatic' });
    }
    dueMs = nextMs;
    known = loaded.length;
  };
}
